package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenloom.it.api.Asked;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.DumpText;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.OldJdk;
import io.greenloom.it.support.RunningJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code java -jar greenloom-agent.jar dump <pid>}. */
final class DumpCommandIT {
  private static final String NO_AGENT = "no agent";

  /** In the tables of the kernel. */
  private static final String LISTEN = "0A";

  @TempDir private Path folder;

  private static ChildJvm command(String... args) {
    return ChildJvm.of(Jars.agent().toString()).args(args);
  }

  private static ChildResult dump(RunningJvm target) {
    return command("dump", String.valueOf(target.pid())).run();
  }

  private static void end(RunningJvm target) {
    target.closeStdin();
    target.await().assertExit(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "hubs=1,handoff=false"})
  void asksAnotherJvm(String options) {
    try (RunningJvm target = ChildJvm.of(Asked.class).agent(options).start()) {
      target.awaitLine("ready");
      for (int i = 0; i < 2; i++) {
        ChildResult result = dump(target).assertExit(0).assertErr();
        new DumpText(result.out()).assertActivity("asked-parked", "park");
      }
      end(target);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=1,handoff=false"})
  @EnabledOnOs(OS.LINUX)
  void asksAJvmWhoseHubIsBlocked(String options) throws Exception {
    Path fifo = fifo();
    try (RunningJvm target =
        ChildJvm.of(Asked.class).agent(options).args(fifo.toString()).start()) {
      target.awaitLine("ready");
      ChildResult result = dump(target).assertExit(0).assertErr();
      DumpText dump = new DumpText(result.out());
      assertThat(dump.stack("asked-native")).isNotEmpty();
      if (options.contains("handoff=false")) {
        assertThat(result.out())
            .anyMatch(line -> line.contains("blocked for at least") && line.contains("asked-nat"));
      }
      end(target);
    }
  }

  @Test
  void asksAJvmThatDeserializesNothing() {
    try (RunningJvm target =
        ChildJvm.of(Asked.class).jvmArgs("-Djdk.serialFilter=!*").agent("hubs=1").start()) {
      target.awaitLine("ready");
      ChildResult result = dump(target).assertExit(0).assertErr();
      new DumpText(result.out()).assertActivity("asked-parked", "park");
      end(target);
    }
  }

  /** Nor does it print anything there. */
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", NO_AGENT})
  @EnabledOnOs(OS.LINUX)
  void leavesNothingBehind(String options) throws IOException {
    String agent = options.equals(NO_AGENT) ? null : options;
    try (RunningJvm target = ChildJvm.of(Asked.class).maybeAgent(agent).directory(folder).start()) {
      target.awaitLine("ready");
      Set<String> listening = listening(target.pid());
      dump(target).assertExit(agent == null ? 1 : 0);
      assertThat(listening(target.pid())).isEqualTo(listening);
      target.closeStdin();
      target.await().assertExit(0).assertErr();
      assertThat(names(folder)).isEmpty();
      assertThat(names(Path.of("/tmp")))
          .noneMatch(name -> name.contains(String.valueOf(target.pid())));
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** The sockets of a process that others can connect to. */
  private static Set<String> listening(long pid) throws IOException {
    Path process = Path.of("/proc", String.valueOf(pid));
    Set<String> inodes = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      Files.readAllLines(process.resolve("net").resolve(table)).stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(line -> line[3].equals(LISTEN))
          .forEach(line -> inodes.add("socket:[" + line[9] + "]"));
    }
    Set<String> own = new HashSet<>();
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      for (Path fd : open.toList()) {
        own.add(Files.readSymbolicLink(fd).toString());
      }
    }
    own.retainAll(inodes);
    return own;
  }

  private Path fifo() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isACommandOfTheLauncher() throws Exception {
    Path launcher = Jars.agent().resolve("../../../greenloom").normalize();
    try (RunningJvm target = ChildJvm.of(Asked.class).agent("hubs=1").start()) {
      target.awaitLine("ready");
      ProcessBuilder builder =
          new ProcessBuilder("sh", launcher.toString(), "dump", String.valueOf(target.pid()));
      builder.environment().put("GREENLOOM_JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(out).isZero();
      new DumpText(out.lines().toList()).assertActivity("asked-parked", "park");
      end(target);
    }
  }

  @Test
  void runsOnAnOldJdkToo() throws IOException {
    Optional<Path> old = OldJdk.find();
    assumeTrue(old.isPresent(), "no JDK from 11 to 24");
    try (RunningJvm target = ChildJvm.of(Asked.class).agent("hubs=1").start()) {
      target.awaitLine("ready");
      ChildResult result =
          command("dump", String.valueOf(target.pid())).javaHome(old.get()).run().assertExit(0);
      new DumpText(result.out()).assertActivity("asked-parked", "park");
      end(target);
    }
  }

  @Test
  void findsNoGreenloom() {
    try (RunningJvm target = ChildJvm.of(Asked.class).start()) {
      target.awaitLine("ready");
      dump(target)
          .assertExit(1)
          .assertOneSentence(String.valueOf(target.pid()), "runs without Greenloom", "-javaagent");
      end(target);
    }
  }

  /** It must not be harmed either. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void findsNoJvm() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      command("dump", String.valueOf(process.pid()))
          .run()
          .assertExit(1)
          .assertOneSentence(String.valueOf(process.pid()), "is not a JVM", "jps");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void doesNotEndAJvmThatTakesNoSignals() {
    try (RunningJvm target = ChildJvm.of(Asked.class).jvmArgs("-Xrs").agent("").start()) {
      target.awaitLine("ready");
      dump(target).assertExit(1).assertOneSentence(String.valueOf(target.pid()), "-Xrs");
      end(target);
    }
  }

  @Test
  void findsNoProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    command("dump", String.valueOf(process.pid()))
        .run()
        .assertExit(1)
        .assertOneSentence("there is no process " + process.pid());
  }

  @Test
  void wantsTheIdOfAProcess() {
    for (List<String> args :
        List.of(List.of("dump"), List.of("dump", "app"), List.of("dump", "1", "2"))) {
      command(args.toArray(String[]::new)).run().assertExit(2).assertOneSentence("id of");
    }
    command("bump").run().assertExit(2).assertOneSentence("'bump'");
    assertThat(command("help").run().assertExit(0).out()).first().asString().contains("dump <pid>");
    assertThat(command().run().assertExit(2).err()).first().asString().contains("dump <pid>");
  }
}
