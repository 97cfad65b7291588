package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.greenloom.Monkey;
import io.greenloom.it.api.KillsWhileUnparking;
import io.greenloom.it.api.PatchesItself;
import io.greenloom.it.api.SpawnsWhileMoving;
import io.greenloom.it.legacy.Exchanges;
import io.greenloom.it.legacy.Hello;
import io.greenloom.it.legacy.ThreadIdentity;
import io.greenloom.it.legacy.WaitsForAttach;
import io.greenloom.it.other.LockingAgent;
import io.greenloom.it.other.OtherAgent;
import io.greenloom.it.other.UnparkAdvice;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.JarFiles;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.RunningJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in: patchAll, attaching, a launcher agent; and what stands in the way. */
final class InstallationIT {
  private static final String GREENLETS = "begin3 begin2 begin1 end1 end2 end3 result 1";

  @TempDir private Path folder;

  private static ChildJvm patchesItself(Path... more) {
    Path[] classPath = new Path[more.length + 1];
    classPath[0] = Jars.testClasses();
    System.arraycopy(more, 0, classPath, 1, more.length);
    return ChildJvm.of(PatchesItself.class).classPath(classPath);
  }

  private static ChildResult assertOnlyWarnings(ChildResult result) {
    assertThat(result.err()).as(result.toString()).allMatch(line -> line.startsWith("WARNING: "));
    return result;
  }

  @Test
  void greenletsOfOneThreadStayTogetherWhereverItGoes() {
    ChildResult result = ChildJvm.of(SpawnsWhileMoving.class).agent("hubs=2").run();

    assertThat(result.assertExit(0).out()).containsExactly("most at once: 1, in all: 150");
  }

  @Test
  void patchAllWithoutAnyFlag() {
    ChildResult result = patchesItself(Jars.agent()).jvmArgs("-Dgreenloom.hubs=1").run();
    assertOnlyWarnings(result)
        .assertExit(3)
        .assertOut(
            "patched before: false",
            "spawn: Greenloom is not installed: call Monkey.patchAll() first, or start with"
                + " -javaagent:greenloom-agent.jar",
            "patched after: true",
            "again: true",
            "hubs: 1",
            "version: " + System.getProperty("greenloom.version"),
            GREENLETS,
            "hello ",
            "green");
  }

  @Test
  void patchAllAfterTheAgent() {
    patchesItself()
        .agent("hubs=2")
        .run()
        .assertErr()
        .assertExit(3)
        .assertOut(
            "patched before: true",
            "patched after: true",
            "again: true",
            "hubs: 2",
            "version: " + System.getProperty("greenloom.version"),
            GREENLETS,
            "hello ",
            "green");
  }

  @Test
  void patchAllWithTheRuntimeBesideTheAgent() throws ClassNotFoundException {
    Path runtime = Jars.locationOf(Monkey.class);
    // what the runtime depends on, as a build tool would add it
    String queue = "org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue";
    Path queues = Jars.locationOf(Class.forName(queue));
    Path base = Jars.locationOf(Class.forName("org.jctools.queues.MessagePassingQueue"));
    ChildResult result = patchesItself(runtime, queues, base, Jars.agent()).run();
    assertThat(assertOnlyWarnings(result).assertExit(3).out()).contains("patched after: true");
    ChildResult last = patchesItself(Jars.agent(), runtime).run();
    assertThat(assertOnlyWarnings(last).assertExit(3).out()).contains("patched after: true");
  }

  private static void assertRefused(ChildResult result, String... sentenceParts) {
    result.assertExit(3);
    assertThat(result.out()).as(result.toString()).endsWith("hello ", "platform");
    List<String> refusals =
        result.out().stream().filter(line -> line.startsWith("refused: ")).toList();
    assertThat(refusals).as(result.toString()).hasSize(1);
    assertThat(refusals.getFirst()).contains(sentenceParts);
  }

  @Test
  void patchAllWithoutTheAgentJar() {
    ChildResult result = patchesItself(Jars.locationOf(Monkey.class)).run();
    assertRefused(result.assertErr(), "greenloom-agent.jar is not on the class path");
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:-EnableDynamicAgentLoading",
    "-XX:+DisableAttachMechanism",
    "-Djdk.attach.allowAttachSelf=false",
  })
  void patchAllWhereAttachingIsForbidden(String flag) {
    ChildResult result = patchesItself(Jars.agent()).jvmArgs(flag).run();
    if (flag.startsWith("-XX")) {
      assertRefused(result, "start it with -javaagent:greenloom-agent.jar");
    } else {
      assertThat(result.out()).as(result.toString()).endsWith("hello ", "green");
    }
  }

  @Test
  void patchAllWithBadSettings() {
    ChildResult result = patchesItself(Jars.agent()).jvmArgs("-Dgreenloom.hubs=x").run();
    assertRefused(result, "system property greenloom.hubs must be auto or a number", "not 'x'");
    ChildResult off = patchesItself().agent("enabled=false").run();
    assertRefused(off, "enabled=false");
  }

  @Test
  void attachToARunningJvm() throws Exception {
    try (RunningJvm child = ChildJvm.of(WaitsForAttach.class).start()) {
      child.awaitLine("ready");
      child.write("before\n");
      child.awaitLine("before new");
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(child.pid()));
      try {
        machine.loadAgent(Jars.agent().toString(), "hubs=1,report=true");
      } finally {
        machine.detach();
      }
      child.write("after\n");
      child.awaitLine("after new");
      child.closeStdin();
      ChildResult result = child.await();
      result
          .assertExit(0)
          .assertOut(
              "ready",
              "before old true",
              "before new platform",
              "after old true",
              "after new green");
      assertThat(result.err()).anyMatch(line -> line.contains("threads that were running already"));
    }
  }

  private JarFiles launcherJar() throws IOException {
    return new JarFiles()
        .manifest("Main-Class", Hello.class.getName())
        .manifest("Launcher-Agent-Class", "io.greenloom.agent.GreenloomAgent")
        .manifest("Class-Path", Jars.agent().toUri().toString())
        .type(Hello.class);
  }

  @Test
  void launcherAgentClass() throws IOException {
    Path jar =
        launcherJar().manifest("Can-Retransform-Classes", "true").write(folder.resolve("app.jar"));
    ChildJvm.of(jar.toString()).run().assertErr().assertExit(3).assertOut("hello ", "green");
  }

  @Test
  void launcherAgentClassThatMayNotRetransform() throws IOException {
    Path jar = launcherJar().write(folder.resolve("app.jar"));
    ChildJvm.of(jar.toString())
        .run()
        .assertOneSentence("retransform", "the application runs unpatched")
        .assertExit(3)
        .assertOut("hello ", "platform");
  }

  @Test
  void besideAnotherAgent() throws IOException {
    Path other =
        new JarFiles()
            .manifest("Premain-Class", OtherAgent.class.getName())
            .manifest("Can-Retransform-Classes", "true")
            .type(OtherAgent.class)
            .write(folder.resolve("other.jar"));
    String flag = "-javaagent:" + other;
    ChildResult plain = ChildJvm.of(ThreadIdentity.class).jvmArgs(flag).run();
    plain.assertErr("other agent: transformed").assertExit(0);
    ChildJvm.of(ThreadIdentity.class).jvmArgs(flag).agent("").run().assertSame(plain);
    ChildJvm.of(ThreadIdentity.class).agent("").jvmArgs(flag).run().assertSame(plain);
    ChildResult after = ChildJvm.of(Hello.class).agent("").jvmArgs(flag).run();
    after.assertOut("hello ", "green");
  }

  private String lockingAgent() throws IOException {
    Path other =
        new JarFiles()
            .manifest("Premain-Class", LockingAgent.class.getName())
            .manifest("Can-Retransform-Classes", "true")
            .type(LockingAgent.class)
            .type(UnparkAdvice.class)
            .write(folder.resolve("locking.jar"));
    return "-javaagent:" + other + "=" + other;
  }

  /** Its advice waits for locks of green threads, in whichever order the agents are started. */
  @Test
  void besideAnAgentThatLocks() throws IOException {
    String flag = lockingAgent();
    ChildResult plain = ChildJvm.of(Exchanges.class).jvmArgs(flag).run().assertExit(0);
    for (String options : List.of("hubs=1", "hubs=2")) {
      ChildJvm.of(Exchanges.class).jvmArgs(flag).agent(options).run().assertSame(plain);
      ChildJvm.of(Exchanges.class).agent(options).jvmArgs(flag).run().assertSame(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void killsAndLimitsBesideAnAgentThatLocks(String options) throws IOException {
    String flag = lockingAgent();
    for (ChildJvm child :
        List.of(
            ChildJvm.of(KillsWhileUnparking.class).jvmArgs(flag).agent(options),
            ChildJvm.of(KillsWhileUnparking.class).agent(options).jvmArgs(flag))) {
      child
          .run()
          .assertExit(0)
          .assertOut(
              "killed by a thread: 150",
              "killed by a greenlet: 150",
              "limits: 150, reached: 150",
              "exchanged: true");
    }
  }

  @Test
  void twoVersionsOfTheRuntime() throws IOException {
    Path fake =
        new JarFiles()
            .entry("META-INF/greenloom/version", "9.8.7\n".getBytes(StandardCharsets.UTF_8))
            .write(folder.resolve("fake.jar"));
    String[] sentence = {"9.8.7", System.getProperty("greenloom.version"), "class path"};
    ChildJvm.of(Hello.class)
        .classPath(Jars.testClasses(), fake)
        .agent("")
        .run()
        .assertOneSentence(sentence);
    ChildJvm.of(Hello.class)
        .classPath(Jars.testClasses(), fake)
        .agent("strict=true")
        .run()
        .assertOneSentence(sentence)
        .assertExit(1)
        .assertOut();
  }

  @Test
  void patchesItselfInAJvmWithoutAnyOption() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Path.of("target", "test-classes")
                + File.pathSeparator
                + System.getProperty("greenloom.agent.jar"),
            "io.greenloom.it.api.PatchesItself");
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    Process java = builder.redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor()).as(output).isEqualTo(3);
    assertThat(output).contains("patched after: true");
  }
}
