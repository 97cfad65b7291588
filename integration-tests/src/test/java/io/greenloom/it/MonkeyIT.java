package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.api.AddsAreas;
import io.greenloom.it.api.AddsInVain;
import io.greenloom.it.api.BadOptions;
import io.greenloom.it.api.CallsOriginal;
import io.greenloom.it.api.PatchesAtOnce;
import io.greenloom.it.api.PatchesInStages;
import io.greenloom.it.other.UndoingAgent;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.JarFiles;
import io.greenloom.it.support.Jars;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Monkey.patchAll} with options, again and again, and what is still original. */
final class MonkeyIT {
  private static final String NO_EFFECT =
      "already installed, so this has no effect in a later Monkey.patchAll: ";
  private static final String OLD_THREADS =
      "note: threads that were running already stay platform threads";

  @TempDir private Path folder;

  private static ChildJvm selfAttached(Class<?> program) {
    return ChildJvm.of(program)
        .classPath(Jars.testClasses(), Jars.agent())
        .jvmArgs("-XX:+EnableDynamicAgentLoading");
  }

  /** B53: one warning for what is asked for in vain, and nothing is patched twice. */
  @Test
  void repeatedCallsOnlyAdd() {
    selfAttached(PatchesInStages.class)
        .run()
        .assertExit(0)
        .assertOut(
            "first: 1 hub(s), socket ssl",
            OLD_THREADS,
            "second: 1 hub(s), sleep socket ssl select thread file process",
            OLD_THREADS,
            "note: " + NO_EFFECT + "socket=false, hubs=2",
            "third: 1 hub(s), sleep socket ssl select thread dns file process",
            OLD_THREADS,
            "note: " + NO_EFFECT + "socket=false, hubs=2",
            "same: true",
            "each once: {SLEEP=1, SOCKET=1, SSL=1, SELECT=1, THREAD=1, DNS=1, FILE=1, PROCESS=1}",
            "original: false")
        .assertErr("greenloom: " + NO_EFFECT + "socket=false, hubs=2");
  }

  /** What the operator has switched off is added if the program names it, and only then. */
  @Test
  void addsToWhatTheAgentHasPatched() {
    ChildResult result =
        ChildJvm.of(PatchesInStages.class).agent("hubs=1,dns=false,file=false").run();
    assertThat(result.assertExit(0).out())
        .containsSubsequence(
            "first: 1 hub(s), sleep socket ssl select thread process",
            "second: 1 hub(s), sleep socket ssl select thread process",
            "third: 1 hub(s), sleep socket ssl select thread process",
            "each once: {}");
    assertThat(result.err()).hasSize(2);
    result = ChildJvm.of(AddsAreas.class).agent("hubs=1,dns=false,process=false").run();
    assertThat(result.assertExit(0).assertErr().out())
        .contains("at first: true", "dns: true, overlaps true true, counted false true");
  }

  private static void assertAdded(ChildResult result) {
    result
        .assertExit(0)
        .assertErr()
        .assertOut(
            "at first: false",
            "sleep: true, overlaps true true, counted false true",
            "socket: true, overlaps true true",
            "select: true, overlaps true true",
            "dns: true, overlaps true true, counted false true",
            "file: true, overlaps true true, counted false true",
            "process: true, overlaps true true, counted false true",
            "threads before: 20",
            "threads after: 0",
            "notes: [threads that were running already stay platform threads]");
  }

  @Test
  void addedAreasAreCooperative() {
    assertAdded(selfAttached(AddsAreas.class).run());
  }

  @Test
  void addedAreasAreCooperativeUnderTheAgent() {
    String none =
        "sleep=false,socket=false,ssl=false,select=false,thread=false,dns=false,file=false,"
            + "process=false";
    assertAdded(ChildJvm.of(AddsAreas.class).agent("hubs=1," + none).run());
  }

  /** The JDK's own code goes on in an area that does not pass its test. */
  @Test
  void anAreaThatCannotBeAdded() throws IOException {
    Path undoing =
        new JarFiles()
            .manifest("Premain-Class", UndoingAgent.class.getName())
            .manifest("Can-Retransform-Classes", "true")
            .type(UndoingAgent.class)
            .write(folder.resolve("undoing.jar"));
    ChildResult result =
        ChildJvm.of(AddsInVain.class)
            .agent("hubs=1,dns=false,file=false,process=false")
            .jvmArgs("-javaagent:" + undoing)
            .run();
    String reason =
        "the self-test of area file did not pass on JDK "
            + System.getProperty("java.runtime.version");
    result
        .assertErr()
        .assertExit(0)
        .assertOut(
            reason,
            "sleep socket ssl select thread dns process ",
            "Outcome[patched=false, detail=" + reason + "]",
            "read 0");
  }

  @Test
  void manyThreadsAtOnce() {
    for (int i = 0; i < 3; i++) {
      selfAttached(PatchesAtOnce.class)
          .run()
          .assertExit(0)
          .assertOut(
              "{SLEEP=11, SOCKET=11, SSL=11, SELECT=11, THREAD=11, DNS=11, FILE=11, PROCESS=11}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hubs=1", "hubs=1,handoff=false"})
  void originalThreadsAndCalls(String options) {
    ChildResult plain = selfAttached(CallsOriginal.class).run();
    plain
        .assertExit(0)
        .assertErr()
        .assertOut(
            "state: NEW false",
            "thread: true",
            "pool: true",
            "call: true, java.io.IOException: as it is, this too",
            "others go on: true",
            "interrupted: sleep interrupted false");
    ChildJvm.of(CallsOriginal.class).agent(options).run().assertSame(plain);
  }

  @Test
  void badOptions() {
    selfAttached(BadOptions.class)
        .run()
        .assertExit(0)
        .assertErr()
        .assertOut(
            "unknown option 'hubz'; did you mean 'hubs'?",
            "option hubs must be auto or a number from 1 to 1024, not '0'",
            "option dns must be true or false, not 'no'",
            "patched: false",
            "Greenloom is switched off by enabled=false",
            "Greenloom is switched off by enabled=false");
  }
}
