package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenloom.it.legacy.ExitScenarios;
import io.greenloom.it.legacy.MainExits;
import io.greenloom.it.legacy.OsThread;
import io.greenloom.it.legacy.Pools;
import io.greenloom.it.legacy.Sockets;
import io.greenloom.it.legacy.ThreadIdentity;
import io.greenloom.it.legacy.ThreadInterrupts;
import io.greenloom.it.legacy.ThreadStates;
import io.greenloom.it.legacy.ThreadsAsLocks;
import io.greenloom.it.legacy.UncaughtExceptions;
import io.greenloom.it.legacy.UninitialisedThreads;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.JarFiles;
import io.greenloom.it.support.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code main=true} the main method runs on a green thread, and cannot tell. */
final class MainIT {
  private static final List<String> OPTIONS = List.of("hubs=1,main=true", "hubs=2,main=true");

  /** Where main and all other threads share one. */
  private static final List<String> ONE_HUB = OPTIONS.subList(0, 1);

  /** Is not public. */
  private static final String MAIN_THREAD = "io.greenloom.it.legacy.MainThread";

  private static ChildResult assertSame(Supplier<ChildJvm> jvm) {
    return assertSame(jvm, OPTIONS);
  }

  private static ChildResult assertSame(Supplier<ChildJvm> jvm, List<String> allOptions) {
    ChildResult plain = jvm.get().run();
    for (String options : allOptions) {
      jvm.get().agent(options).run().assertSame(plain);
    }
    return plain;
  }

  @Test
  void isGreen() {
    assumeTrue(Files.exists(Path.of("/proc/thread-self/comm")), "this system does not tell");
    ChildResult plain = ChildJvm.of(OsThread.class).run().assertExit(0);
    ChildJvm.of(OsThread.class).agent("main=false").run().assertSame(plain);
    ChildResult green = ChildJvm.of(OsThread.class).agent("main=true").run();
    assertThat(green.assertErr().assertExit(0).out()).hasSize(1).isNotEqualTo(plain.out());
  }

  @Test
  void cannotTell() {
    ChildResult plain = assertSame(() -> ChildJvm.of(MAIN_THREAD).args("a", "b c", ""));
    assertThat(plain.assertErr().assertExit(0).out())
        .contains("arguments: [a, b c, ]")
        .endsWith("end of main");
  }

  @Test
  void inAJar(@TempDir Path folder) throws IOException {
    Path jar =
        new JarFiles()
            .manifest("Main-Class", MAIN_THREAD)
            .manifest("Class-Path", Jars.testClasses().toUri().toString())
            .write(Files.createDirectory(folder.resolve("a folder")).resolve("the app.jar"));
    ChildResult plain = assertSame(() -> ChildJvm.of(jar.toString()).args("in a jar"));
    assertThat(plain.assertErr().assertExit(0).out()).contains("arguments: [in a jar]");
  }

  @ParameterizedTest
  @EnumSource
  void endsAsPlain(MainExits.Scenario scenario) {
    assertSame(() -> ChildJvm.of(MainExits.class).args(scenario.name()));
  }

  @ParameterizedTest
  @EnumSource
  void jvmEndsAsPlain(ExitScenarios.Scenario scenario) {
    assertSame(() -> ChildJvm.of(ExitScenarios.class).args(scenario.name()), ONE_HUB);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Pools.class,
        Sockets.class,
        ThreadIdentity.class,
        ThreadInterrupts.class,
        ThreadStates.class,
        ThreadsAsLocks.class,
        UncaughtExceptions.class,
        UninitialisedThreads.class,
      })
  void otherProgramsPrintTheSame(Class<?> program) {
    assertSame(() -> ChildJvm.of(program), ONE_HUB);
  }

  @Test
  void instanceMainRunsAsItIs() {
    ChildResult plain = assertSame(() -> ChildJvm.of("io.greenloom.it.legacy.InstanceMain"));
    assertThat(plain.assertExit(1).out()).hasSize(2);
  }

  @Test
  void noSuchClass() {
    ChildResult plain = assertSame(() -> ChildJvm.of("io.greenloom.it.legacy.NoSuchClass"));
    plain.assertExit(1).assertOut();
  }
}
