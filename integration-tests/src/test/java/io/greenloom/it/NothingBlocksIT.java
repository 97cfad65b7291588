package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenloom.it.legacy.BlockingCalls;
import io.greenloom.it.legacy.Devices;
import io.greenloom.it.legacy.FifosAndPipes;
import io.greenloom.it.legacy.FileChannels;
import io.greenloom.it.legacy.Hogs;
import io.greenloom.it.legacy.Lookups;
import io.greenloom.it.legacy.ProcessEnds;
import io.greenloom.it.legacy.Processes;
import io.greenloom.it.legacy.Prompts;
import io.greenloom.it.legacy.RegularFiles;
import io.greenloom.it.legacy.SlowNames;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.PlainAndGreen;
import io.greenloom.it.support.RunningJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups, files, pipes, processes, native calls and computations do not stop other threads. */
final class NothingBlocksIT {
  /** A gap in the ticks that a busy machine may cause, but that no blocked call is as short as. */
  private static final Duration GAP = Duration.ofSeconds(1);

  /** For those that count on progress only. */
  private static final Duration ANY_GAP = Duration.ofMinutes(1);

  /** As long as the calls that wait for standard input are to block. */
  private static final Duration SILENCE = Duration.ofMillis(3_200);

  /** What a JVM needs for itself, a hub or two, and pools. */
  private static final int SOME_THREADS = 120;

  @TempDir private Path folder;

  private static ChildJvm program(Class<?> program, Duration gap) {
    return ChildJvm.of(program)
        .jvmArgs("--enable-native-access=ALL-UNNAMED", "-Dticker.limit=" + gap.toMillis());
  }

  /** Has it resolve names by {@link SlowNames}. */
  private ChildJvm withSlowNames(ChildJvm jvm) {
    try {
      Path services = Files.createDirectories(folder.resolve("META-INF/services"));
      Files.writeString(
          services.resolve(InetAddressResolverProvider.class.getName()),
          SlowNames.class.getName() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jvm.classPath(Jars.testClasses(), folder);
  }

  /** Types only when the program has waited for it. */
  private static ChildResult typeSlowly(ChildJvm jvm, String text, String... more) {
    try (RunningJvm child = jvm.start()) {
      child.awaitLine("waiting for input");
      LockSupport.parkNanos(SILENCE.toNanos());
      child.write(text);
      for (String later : more) {
        child.awaitLine("waiting for more");
        child.write(later);
      }
      return child.await().withoutReports();
    }
  }

  private static boolean canRun(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return false;
    }
    process.getOutputStream().close();
    process.getInputStream().readAllBytes();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Test
  void callsOfAllKinds() {
    PlainAndGreen.assertSame(
        () -> withSlowNames(program(BlockingCalls.class, GAP)),
        jvm -> typeSlowly(jvm, "one\ntwo\n"));
  }

  @Test
  void terminal() throws Exception {
    String[] terminal = {"sh", "-c", "exec script -qefc \"$*\" /dev/null", "sh"};
    assumeTrue(canRun("script", "-qefc", "true", "/dev/null"), "no script(1)");
    List<ChildResult> runs =
        PlainAndGreen.assertSame(
            () -> program(Prompts.class, GAP).under(terminal),
            jvm -> typeSlowly(jvm, "Ann\n", "sesame\n"));
    assertThat(runs.getFirst().out()).contains("password: sesame");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Devices.class,
        FifosAndPipes.class,
        FileChannels.class,
        ProcessEnds.class,
        Processes.class,
        RegularFiles.class,
      })
  void printsTheSame(Class<?> program) {
    PlainAndGreen.assertSame(
        () -> ChildJvm.of(program), jvm -> jvm.run().withoutReports().assertExit(0));
  }

  @Test
  void lookupsShareFewThreads() {
    List<ChildResult> runs =
        PlainAndGreen.assertSame(
            () -> withSlowNames(program(Lookups.class, GAP)), jvm -> jvm.run().withoutReports());
    runs.subList(1, runs.size()).forEach(run -> run.assertPeakThreads(SOME_THREADS));
  }

  @Test
  void fullDisk() throws Exception {
    String disk = folder.toString();
    String[] mounted = {
      "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", disk
    };
    assumeTrue(canRun(with(mounted, "true")), "no disk of our own");
    List<ChildResult> runs =
        PlainAndGreen.assertSame(
            () -> program(Devices.class, GAP).under(mounted).args(disk), ChildJvm::run);
    assertThat(runs.getFirst().out())
        .contains("fill full: 16 java.io.IOException 'No space left on device', 1048576 bytes");
  }

  private static String[] with(String[] command, String argument) {
    String[] longer = Arrays.copyOf(command, command.length + 1);
    longer[command.length] = argument;
    return longer;
  }

  @Test
  void handOffStorm() {
    PlainAndGreen.assertSame(
            () -> program(Hogs.class, ANY_GAP).args("40"), jvm -> jvm.run().withoutReports())
        .getFirst()
        .assertExit(0);
  }

  @Test
  void handOffStormWithFewCarriers() {
    String[] hogs = {"20"};
    ChildResult plain = program(Hogs.class, ANY_GAP).args(hogs).run().assertExit(0);
    ChildResult green =
        program(Hogs.class, ANY_GAP).agent("hubs=1,handoff.carriers=4").args(hogs).run();
    assertThat(green.out()).as(green.toString()).isEqualTo(plain.out());
    assertThat(green.err())
        .as(green.toString())
        .anyMatch(line -> line.contains("there is no other carrier (handoff.carriers allows 5 in"));
    green.assertExit(0);
  }
}
