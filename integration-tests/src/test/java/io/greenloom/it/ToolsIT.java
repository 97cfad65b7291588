package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.legacy.Debugged;
import io.greenloom.it.legacy.Watched;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Debugger;
import io.greenloom.it.support.JdkTool;
import io.greenloom.it.support.RunningJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's tools show green threads by the application's names, with its frames. */
final class ToolsIT {
  private static final String[] WATCHED = {
    "watched-owner",
    "watched-sleeping",
    "watched-parked",
    "watched-entering",
    "watched-locking",
    "watched-taking",
    "watched-accepting",
    "watched-computing",
    "watched-contending-0",
    "watched-contending-3",
  };

  /** How often a tool is used, for one that hangs now and then. */
  private static final int TIMES = 5;

  @TempDir private Path folder;

  /** Something to do while the watched program runs. */
  private interface Look {
    void at(RunningJvm child, String pid) throws Exception;
  }

  private static ChildResult watch(ChildJvm jvm, Look look) throws Exception {
    try (RunningJvm child = jvm.start()) {
      child.awaitLine("ready");
      look.at(child, String.valueOf(child.pid()));
      child.write("\n");
      child.awaitLine("stopped true true");
      child.closeStdin();
      return child.await().assertExit(0);
    }
  }

  private static ChildJvm watched(String options) {
    return ChildJvm.of(Watched.class).agent(options + ",monitor.report=false");
  }

  /** The part of a dump between the name of a thread and the next thread. */
  private static String section(String dump, String name, String end) {
    int start = dump.indexOf("\"" + name + "\"");
    assertThat(start).as("%s in%n%s", name, dump).isNotNegative();
    int next = dump.indexOf(end, start);
    return dump.substring(start, next < 0 ? dump.length() : next);
  }

  private String dumpToFile(String pid, String format) throws IOException {
    Path file = folder.resolve("dump." + format);
    String path = file.toString();
    JdkTool.run("jcmd", pid, "Thread.dump_to_file", "-overwrite", "-format=" + format, path);
    return Files.readString(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void dumpToPlainFile(String options) throws Exception {
    watch(
            watched(options),
            (child, pid) -> {
              for (int i = 0; i < TIMES; i++) {
                String dump = dumpToFile(pid, "plain");
                for (String name : WATCHED) {
                  assertThat(section(dump, name, "\n#"))
                      .contains("io.greenloom.it.legacy.Watched.");
                }
                assertThat(section(dump, "watched-entering", "\n#"))
                    .contains("BLOCKED", "Watched.enter(Watched.java:", "waiting to lock");
                assertThat(section(dump, "watched-computing", "\n#")).contains("Watched.compute");
                assertThat(section(dump, "watched-owner", "\n#")).contains("TIMED_WAITING");
              }
            })
        .assertErr();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void dumpToJsonFile(String options) throws Exception {
    watch(
            watched(options),
            (child, pid) -> {
              for (int i = 0; i < TIMES; i++) {
                String dump = dumpToFile(pid, "json");
                assertThat(dump.strip()).startsWith("{").endsWith("}");
                for (String name : WATCHED) {
                  assertThat(section(dump, name, "\"tid\"")).contains("io.greenloom.it.legacy");
                }
              }
            })
        .assertErr();
  }

  /** It knows OS threads only, with the green threads that these run right now. */
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "hubs=1,main=true"})
  void threadPrint(String options) throws Exception {
    watch(
        watched(options),
        (child, pid) -> {
          for (int i = 0; i < TIMES; i++) {
            String dump = JdkTool.run("jcmd", pid, "Thread.print", "-l");
            assertThat(dump).contains("\"main\"", "Watched.compute(", "JNI global refs");
            assertThat(JdkTool.run("jstack", "-l", pid)).contains("\"main\"", "Watched.compute(");
          }
        });
  }

  /** The JVM prints a thread dump of its own, as on control-backslash. */
  @Test
  void dumpOnSignal() throws Exception {
    ChildResult result =
        watch(
            watched("hubs=2"),
            (child, pid) -> {
              assertThat(new ProcessBuilder("kill", "-QUIT", pid).start().waitFor()).isZero();
              child.awaitLine("Full thread dump");
            });
    assertThat(String.join("\n", result.out())).contains("Watched.compute(");
  }

  // -- flight recorder

  private List<RecordedEvent> record(String agentOptions) throws Exception {
    Path file = folder.resolve("recording.jfr");
    ChildJvm jvm =
        watched(agentOptions)
            .jvmArgs(
                "-Xlog:jfr+startup=off",
                "-XX:StartFlightRecording:settings=profile,jdk.ThreadSleep#threshold=0ms,filename="
                    + file);
    watch(
        jvm,
        (child, pid) -> {
          String computed =
              JdkTool.run("jcmd", pid, "JFR.dump", "filename=" + folder.resolve("early.jfr"));
          assertThat(computed).contains("Dumped recording");
        });
    return RecordingFile.readAllEvents(file);
  }

  /** The first event of a kind and a thread. */
  private static RecordedEvent find(List<RecordedEvent> events, String kind, String thread) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(kind))
        .filter(event -> event.getStackTrace() != null && thread.equals(threadName(event)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " of " + thread));
  }

  private static String threadName(RecordedEvent event) {
    RecordedThread thread =
        event.hasField("sampledThread") ? event.getThread("sampledThread") : event.getThread();
    return thread == null ? "" : thread.getJavaName();
  }

  private static List<String> methods(RecordedEvent event) {
    List<String> methods = new ArrayList<>();
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      methods.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
    }
    return methods;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void flightRecorder(String options) throws Exception {
    List<RecordedEvent> events = record(options);
    String watched = Watched.class.getName();
    assertThat(methods(find(events, "jdk.ThreadSleep", "watched-sleeping")))
        .contains(watched + ".sleepOften");
    assertThat(methods(find(events, "jdk.ExecutionSample", "watched-computing")))
        .contains(watched + ".compute");
  }

  // -- debugger

  private static ChildResult debug(ChildJvm jvm, List<String> seen) throws Exception {
    try (RunningJvm child = jvm.jvmArgs(Debugger.AGENT).start()) {
      String line = child.awaitLine(Debugger.LISTENING);
      String port = line.substring(Debugger.LISTENING.length());
      seen.addAll(Debugger.attach(port, Debugged.class.getName(), "breakpoint").run());
      child.closeStdin();
      return child.await().assertExit(0).assertErr();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "hubs=1,main=true"})
  void debugger(String options) throws Exception {
    List<String> plain = new ArrayList<>();
    ChildResult plainResult = debug(ChildJvm.of(Debugged.class), plain);
    List<String> green = new ArrayList<>();
    ChildResult greenResult = debug(ChildJvm.of(Debugged.class).agent(options), green);
    assertThat(lines(plainResult))
        .containsExactly(
            "local of 0, then 1", "local of 1, then 2", "local of 2, then 3", "end of main");
    assertThat(lines(greenResult)).isEqualTo(lines(plainResult));
    assertThat(plain).hasSize(6);
    assertThat(plain.get(1))
        .matches(
            Pattern.compile(
                "step in debugged-0: breakpoint\\[text=\"local of 0\", number=0, next=1\\] work\\["
                    + "number=0, local=\"local of 0\"\\] .*"));
    assertThat(green).isEqualTo(plain);
  }

  /** Less the port. */
  private static List<String> lines(ChildResult result) {
    Matcher listening = Pattern.compile(Pattern.quote(Debugger.LISTENING) + "\\d+").matcher("");
    return result.out().stream().filter(line -> !listening.reset(line).matches()).toList();
  }
}
