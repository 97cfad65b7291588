package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.legacy.ManyKinds;
import io.greenloom.it.legacy.Pools;
import io.greenloom.it.legacy.Sockets;
import io.greenloom.it.legacy.ThreadStates;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which threads stay platform threads: never green ones, and those that the user names. */
final class ExclusionsIT {
  private static final String[] NAMES = {"poll-1", "poll-22", "poll.1", "poll-", "two words"};
  private static final String NEVER_GREEN = "big stack,fork-join,hook,system";
  private static final Pattern REPORT =
      Pattern.compile("greenloom: thread #(\\d+) '(.+)' \\((\\S+)\\) (is green|stays a .+)");

  private static ChildJvm manyKinds() {
    return ChildJvm.of(ManyKinds.class).args(NAMES);
  }

  /** Names of threads with what they are, as the program has found out. */
  private static Map<String, String> found(ChildResult result) {
    Map<String, String> found = new TreeMap<>();
    for (String line : result.assertExit(0).out()) {
      String[] parts = line.split(": ", 2);
      found.put(parts[0], parts[1]);
    }
    assertThat(found).as(result.toString()).hasSameSizeAs(result.out());
    return found;
  }

  private static String platformThreads(ChildResult result) {
    TreeSet<String> names = new TreeSet<>();
    found(result)
        .forEach((name, kind) -> {
          if (kind.equals("platform")) {
            names.add(name);
          }
        });
    return String.join(",", names);
  }

  /** The platform threads, less those that always are. */
  private static String excluded(ChildResult result) {
    TreeSet<String> names = new TreeSet<>(List.of(platformThreads(result.assertErr()).split(",")));
    assertThat(names).as(result.toString()).containsAll(List.of(NEVER_GREEN.split(",")));
    names.removeAll(List.of(NEVER_GREEN.split(",")));
    return String.join(",", names);
  }

  @Test
  void plainThreadsAreOsThreads() {
    assertThat(found(manyKinds().run()).values()).hasSize(18).containsOnly("platform");
  }

  @Test
  void neverGreen() {
    ChildResult result = manyKinds().agent("").run().assertErr();
    assertThat(platformThreads(result)).isEqualTo(NEVER_GREEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class:io.greenloom.it.legacy.ManyKinds$Worker | worker",
        "class:io.greenloom.it.legacy.ManyKinds$SpecialWorker;name:plain | plain,special",
        "class:java.util.TimerThread | timer",
        "class:ManyKinds$Worker | ''",
        "class:io.greenloom.it.legacy.ManyKinds* | ''",
        "package:io.greenloom.it.legacy | pool,special,worker",
        "package:io.greenloom | pool,special,worker",
        "package:io.greenloom.it.leg | ''",
        "package:java.util | timer",
        "name:poll-* | poll-,poll-1,poll-22",
        "name:poll-? | poll-1",
        "name:poll?1 | poll-1,poll.1",
        "name:poll.1 | poll.1",
        "name:poll | ''",
        "name:*o*l* | poll-,poll-1,poll-22,poll.1,pool",
        "name:PLAIN | ''",
        "name:two words | two words",
        "'name: plain' | ''",
        "' name:plain ; name:built ' | built,plain",
        "name:[p-q]lain | ''",
        "name:\\w+ | ''",
      })
  void exclude(String patterns, String expected) {
    ChildResult result = manyKinds().agent("hubs=1,threads.exclude=" + patterns).run();
    assertThat(excluded(result)).as(result.toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threads.include=name:poll-* | poll-,poll-1,poll-22",
        "threads.include=name:poll-*,threads.exclude=name:*1 | poll-,poll-22",
        "threads.include=package:io.greenloom;name:plain | plain,pool,special,worker",
        "threads.include=class:java.util.concurrent.ForkJoinWorkerThread;name:big* | ''",
        "threads.include=package:java.lang,threads.exclude=package:java | ''",
      })
  void include(String options, String expected) {
    ChildResult result = manyKinds().agent("hubs=1," + options).run().assertErr();
    TreeSet<String> green = new TreeSet<>();
    found(result)
        .forEach((name, kind) -> {
          if (kind.equals("green")) {
            green.add(name);
          }
        });
    assertThat(String.join(",", green)).as(result.toString()).isEqualTo(expected);
  }

  @Test
  void excludeFromElsewhere() {
    ChildJvm property = manyKinds().jvmArgs("-Dgreenloom.threads.exclude=name:plain");
    assertThat(excluded(property.agent("").run())).isEqualTo("plain");
    ChildJvm variable = manyKinds().environment("GREENLOOM_THREADS_EXCLUDE", "name:built");
    assertThat(excluded(variable.agent("").run())).isEqualTo("built");
  }

  @Test
  void stackSizeOfCarriers() {
    ChildResult large = manyKinds().jvmArgs("-Xss64m").agent("").run().assertErr();
    assertThat(platformThreads(large)).isEqualTo("fork-join,hook,system");
    ChildResult small = manyKinds().jvmArgs("-Xss512k").agent("").run().assertErr();
    assertThat(platformThreads(small)).isEqualTo("big stack,fork-join,hook,stack 1M,system");
  }

  // -- report=threads

  @Test
  void reportTellsOfEachThread() {
    ChildResult result =
        manyKinds().agent("hubs=1,report=threads,threads.exclude=name:poll-*").run();
    Map<String, String> reported = new TreeMap<>();
    TreeSet<String> ids = new TreeSet<>();
    for (String line : result.err()) {
      Matcher matcher = REPORT.matcher(line);
      if (matcher.matches()) {
        assertThat(ids.add(matcher.group(1))).as(line).isTrue();
        assertThat(reported.put(matcher.group(2), matcher.group(3) + " " + matcher.group(4)))
            .as(line)
            .isNull();
      } else {
        assertThat(line).doesNotContain("greenloom: thread");
      }
    }
    found(result)
        .forEach((name, kind) ->
            assertThat(reported.get(name))
                .as(name)
                .contains(kind.equals("green") ? " is green" : " stays a platform thread: "));
    String thread = "java.lang.Thread stays a platform thread: ";
    String kinds = "io.greenloom.it.legacy.ManyKinds";
    assertThat(reported)
        .containsEntry("plain", "java.lang.Thread is green")
        .containsEntry("worker", kinds + "$Worker is green")
        .containsEntry("poll-1", thread + "threads.exclude names it")
        .containsEntry(
            "big stack",
            thread + "it asks for a stack of 67,108,864 bytes, and carriers have 1,048,576")
        .containsEntry("system", thread + "it is in the JVM's own thread group")
        .containsEntry("hook", thread + "the JVM is shutting down")
        .containsEntry(
            "fork-join",
            kinds
                + "$ForkJoinWorker stays a platform thread: a"
                + " java.util.concurrent.ForkJoinWorkerThread compares itself with the current"
                + " thread inside the JDK");
  }

  @Test
  void reportTellsOfThreadsNotIncluded() {
    ChildResult result =
        manyKinds().agent("hubs=1,report=threads,threads.include=name:worker").run();
    assertThat(result.err())
        .anyMatch(line -> line.endsWith("Worker) is green"))
        .anyMatch(line ->
            line.endsWith(
                "'plain' (java.lang.Thread) stays a platform thread: threads.include does not name"
                    + " it"));
  }

  @Test
  void otherReportsDoNotTellOfThreads() {
    assertThat(manyKinds().agent("report=true").run().err())
        .isNotEmpty()
        .noneMatch(line -> REPORT.matcher(line).matches());
  }

  // -- green and platform threads together

  @ParameterizedTest
  @ValueSource(classes = {Pools.class, Sockets.class, ThreadStates.class})
  void excludedThreadsWorkWithGreenOnes(Class<?> program) {
    ChildResult plain = ChildJvm.of(program).run();
    String some = "name:t;name:*1;name:*3;name:*5";
    ChildJvm.of(program).agent("hubs=1,threads.exclude=" + some).run().assertSame(plain);
  }
}
