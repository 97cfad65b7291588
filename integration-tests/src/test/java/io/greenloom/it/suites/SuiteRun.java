package io.greenloom.it.suites;

import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a suite, or of some of its tests, in a JVM of its own.
 *
 * @param agent the agent's options, or null without it
 * @param results by id, in the order in which the tests ended
 * @param ended whether the last test ran and the JVM ended by itself
 * @param folder where its files are: results, output, thread dump
 */
record SuiteRun(
    @Nullable String agent,
    Map<String, TestResult> results,
    boolean ended,
    Duration wall,
    Path folder) {
  private static final String RESULTS = "results.txt";
  private static final String OUTPUT = "output.txt";
  private static final String HEAP = "512m";
  private static final String HANG = "HANG: ";

  static SuiteRun start(
      Suite suite, @Nullable String agent, List<String> selection, String folderName)
      throws IOException {
    Path folder = Jars.suiteOutput(suite.name()).resolve(folderName);
    Files.createDirectories(folder);
    Path results = folder.resolve(RESULTS);
    Files.deleteIfExists(results);
    Path[] classPath =
        Stream.concat(Stream.of(Jars.testClasses()), suite.classPath().stream())
            .toArray(Path[]::new);
    ChildJvm jvm =
        ChildJvm.of(SuiteRunner.class)
            .maybeAgent(agent)
            .classPath(classPath)
            .jvmArgs(suite.jvmArgs().toArray(String[]::new))
            .heap(HEAP)
            .directory(folder)
            .deadline(suite.deadline())
            .args(results.toString())
            .args(selection.toArray(String[]::new));
    long start = System.nanoTime();
    String output = outputOf(jvm);
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    Files.writeString(folder.resolve(OUTPUT), output);
    boolean ended = !output.startsWith(HANG) && hasEnd(results);
    return new SuiteRun(agent, read(results), ended, wall, folder);
  }

  /** Of a JVM that does not end, with a thread dump. */
  private static String outputOf(ChildJvm jvm) {
    try {
      return jvm.run().toString();
    } catch (AssertionError e) {
      return HANG + e.getMessage();
    }
  }

  private static List<String> lines(Path results) throws IOException {
    return Files.exists(results) ? Files.readAllLines(results) : List.of();
  }

  private static boolean hasEnd(Path results) throws IOException {
    return lines(results).contains(Outcome.END.name());
  }

  private static Map<String, TestResult> read(Path results) throws IOException {
    Map<String, TestResult> read = new LinkedHashMap<>();
    for (String line : lines(results)) {
      if (!line.equals(Outcome.END.name())) {
        TestResult result = TestResult.parse(line);
        read.put(result.id(), result);
      }
    }
    return read;
  }

  String label() {
    return agent == null ? "plain" : agent;
  }

  long count(Outcome... outcomes) {
    Set<Outcome> counted = Set.of(outcomes);
    return results.values().stream().filter(test -> counted.contains(test.outcome())).count();
  }

  boolean passed(String id) {
    TestResult result = results.get(id);
    return result != null && result.passed();
  }

  /** The tests that began and did not end. */
  String underWay() {
    return results.values().stream()
        .filter(test -> test.outcome() == Outcome.STARTED)
        .map(test -> " " + test.name())
        .collect(Collectors.joining(","));
  }

  /** Where to look. */
  Path output() {
    return folder.resolve(OUTPUT);
  }
}
