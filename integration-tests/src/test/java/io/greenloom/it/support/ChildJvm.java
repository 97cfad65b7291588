package io.greenloom.it.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JVM to be started: {@code ChildJvm.of(Program.class).agent("hubs=1").run()}. */
public final class ChildJvm {
  private static final List<String> FOREIGN_OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private final String mainClass;
  private final List<String> jvmArgs = new ArrayList<>();
  private final List<String> args = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private List<String> wrapper = List.of();
  private List<Path> classPath = List.of(Jars.testClasses());
  private @Nullable Path directory;
  private Path javaHome = Path.of(System.getProperty("java.home"));
  private String heap = "256m";
  private String stdin = "";
  private Duration deadline = Duration.ofSeconds(90);
  private int fileDescriptors;
  private boolean hasInternalErrors;

  private ChildJvm(String mainClass) {
    this.mainClass = mainClass;
  }

  /** A JVM that runs a class of this module, without the agent. */
  public static ChildJvm of(Class<?> mainClass) {
    return new ChildJvm(mainClass.getName());
  }

  /** A JVM that runs a class by name, or with {@code -jar} a jar. */
  public static ChildJvm of(String mainClass) {
    return new ChildJvm(mainClass);
  }

  /** Adds {@code -javaagent} with the shipped jar; the options may be empty. */
  public ChildJvm agent(String options) {
    return jvmArgs("-javaagent:" + Jars.agent() + (options.isEmpty() ? "" : "=" + options));
  }

  /** Adds the agent, or with null does not. */
  public ChildJvm maybeAgent(@Nullable String options) {
    return options == null ? this : agent(options);
  }

  public ChildJvm jvmArgs(String... more) {
    jvmArgs.addAll(Arrays.asList(more));
    return this;
  }

  public ChildJvm args(String... more) {
    args.addAll(Arrays.asList(more));
    return this;
  }

  public ChildJvm classPath(Path... entries) {
    classPath = List.of(entries);
    return this;
  }

  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Where it runs, if not where the tests do. */
  public ChildJvm directory(Path folder) {
    directory = folder;
    return this;
  }

  /** Another JDK than the one of the tests. */
  public ChildJvm javaHome(Path home) {
    javaHome = home;
    return this;
  }

  public ChildJvm heap(String size) {
    heap = size;
    return this;
  }

  public ChildJvm stdin(String text) {
    stdin = text;
    return this;
  }

  public ChildJvm deadline(Duration longest) {
    deadline = longest;
    return this;
  }

  /** How many it may have open at a time, if not as many as the tests. */
  public ChildJvm fileDescriptors(int most) {
    fileDescriptors = most;
    return this;
  }

  /** Greenloom's own threads are made to fail in it. */
  public ChildJvm withInternalErrors() {
    hasInternalErrors = true;
    return this;
  }

  /** A command that runs the JVM's command, which is appended to it. */
  public ChildJvm under(String... command) {
    wrapper = List.of(command);
    return this;
  }

  /** Starts it, waits for its end and returns what it did; kills it at the deadline. */
  public ChildResult run() {
    try (RunningJvm child = start()) {
      child.write(stdin);
      child.closeStdin();
      return child.await();
    }
  }

  /** Starts it; its standard input stays open. */
  public RunningJvm start() {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.directory(directory == null ? null : directory.toFile());
    Map<String, String> inherited = builder.environment();
    inherited.keySet().removeAll(FOREIGN_OPTIONS);
    inherited.keySet().removeIf(name -> name.startsWith("GREENLOOM_"));
    inherited.putAll(environment);
    try {
      return new RunningJvm(builder.start(), builder.command(), deadline, hasInternalErrors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(wrapper);
    if (fileDescriptors > 0) {
      command.addAll(List.of("sh", "-c", "ulimit -n " + fileDescriptors + "; exec \"$@\"", "sh"));
    }
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(List.of("-Xverify:all", "-Xmx" + heap, "-XX:+UseSerialGC"));
    command.addAll(jvmArgs);
    if (mainClass.endsWith(".jar")) {
      command.add("-jar");
    } else {
      command.add("-cp");
      command.add(
          classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }
    command.add(mainClass);
    command.addAll(args);
    return command;
  }
}
