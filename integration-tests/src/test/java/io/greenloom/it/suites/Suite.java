package io.greenloom.it.suites;

import io.greenloom.it.support.Jars;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A published test suite: which of its tests to run, and how. */
final class Suite {
  private final String name;
  private final String artifact;
  private final List<String> jvmArgs = new ArrayList<>();
  private final List<String> excluded = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();
  private String classes = ".*";
  private boolean quick;
  private Duration deadline = Duration.ofMinutes(10);

  private Suite(String name, String artifact) {
    this.name = name;
    this.artifact = artifact;
  }

  /**
   * The suite of a folder of {@code suites/}.
   *
   * @param artifact the name of the jar with the tests, without version, classifier and extension
   */
  static Suite of(String name, String artifact) {
    return new Suite(name, artifact);
  }

  /** Only classes whose full names match. */
  Suite classes(String regex) {
    classes = regex;
    return this;
  }

  Suite jvmArgs(String... args) {
    jvmArgs.addAll(Arrays.asList(args));
    return this;
  }

  /** Leaves out methods whose {@code Class.method} ends so; the reason is for the reader. */
  Suite except(String regex, String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("no reason for " + regex);
    }
    excluded.add(".*\\." + regex);
    return this;
  }

  /** Runs in the default build, too, but without the methods whose {@code Class.method} ends so. */
  Suite quickWithout(String... regexes) {
    quick = true;
    Stream.of(regexes).map(regex -> ".*\\." + regex).forEach(slow::add);
    return this;
  }

  /** The longest that one run of the suite may take. */
  Suite deadline(Duration longest) {
    deadline = longest;
    return this;
  }

  String name() {
    return name;
  }

  boolean isQuick() {
    return quick;
  }

  Duration deadline() {
    return deadline;
  }

  List<String> jvmArgs() {
    return List.copyOf(jvmArgs);
  }

  /** What Maven has resolved. */
  List<Path> classPath() throws IOException {
    String text = Files.readString(Jars.suiteClassPath(name));
    return Stream.of(text.strip().split(File.pathSeparator)).map(Path::of).toList();
  }

  String version() throws IOException {
    String file = testsJar().getFileName().toString();
    return file.substring(artifact.length() + 1).replaceFirst("(-tests)?\\.jar$", "");
  }

  private Path testsJar() throws IOException {
    return classPath().stream()
        .filter(jar -> jar.getFileName().toString().matches(artifact + "-\\d.*"))
        .reduce((jar, another) -> another.toString().contains("-tests.") ? another : jar)
        .orElseThrow(() -> new IOException("no " + artifact + " on the class path"));
  }

  /**
   * Arguments of {@link SuiteRunner} that select its tests, in the default build the quick ones.
   */
  List<String> selection(boolean onlyQuick) throws IOException {
    List<String> selection = new ArrayList<>(List.of("jar=" + testsJar(), "classes=" + classes));
    excluded.forEach(regex -> selection.add("except=" + regex));
    if (onlyQuick) {
      slow.forEach(regex -> selection.add("except=" + regex));
    }
    return selection;
  }

  @Override
  public String toString() {
    return name;
  }
}
