package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.greenloom.it.legacy.ChannelEnds;
import io.greenloom.it.legacy.Channels;
import io.greenloom.it.legacy.Crowd;
import io.greenloom.it.legacy.CurrentThreadPaths;
import io.greenloom.it.legacy.Exchanges;
import io.greenloom.it.legacy.FairMonitors;
import io.greenloom.it.legacy.FairShares;
import io.greenloom.it.legacy.FewDescriptors;
import io.greenloom.it.legacy.Http;
import io.greenloom.it.legacy.InterruptRaces;
import io.greenloom.it.legacy.LiveListings;
import io.greenloom.it.legacy.LockQueues;
import io.greenloom.it.legacy.NativeWaits;
import io.greenloom.it.legacy.Parallel;
import io.greenloom.it.legacy.Pools;
import io.greenloom.it.legacy.Reflecting;
import io.greenloom.it.legacy.Sockets;
import io.greenloom.it.legacy.Spinners;
import io.greenloom.it.legacy.StackTraces;
import io.greenloom.it.legacy.StreamEnds;
import io.greenloom.it.legacy.ThreadIdentity;
import io.greenloom.it.legacy.ThreadInterrupts;
import io.greenloom.it.legacy.ThreadListings;
import io.greenloom.it.legacy.ThreadManagementBean;
import io.greenloom.it.legacy.ThreadStates;
import io.greenloom.it.legacy.ThreadsAsLocks;
import io.greenloom.it.legacy.Tls;
import io.greenloom.it.legacy.UncaughtExceptions;
import io.greenloom.it.legacy.UninitialisedThreads;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.PlainAndGreen;
import io.greenloom.it.support.TestKeys;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified programs print the same with the agent as without. */
final class LegacyProgramsIT {
  /** What a JVM needs for itself, and a hub or two. */
  private static final int FEW_THREADS = 40;

  @ParameterizedTest
  @ValueSource(
      classes = {
        ChannelEnds.class,
        Channels.class,
        CurrentThreadPaths.class,
        Exchanges.class,
        Http.class,
        InterruptRaces.class,
        LiveListings.class,
        LockQueues.class,
        NativeWaits.class,
        Parallel.class,
        Reflecting.class,
        Sockets.class,
        StackTraces.class,
        StreamEnds.class,
        ThreadIdentity.class,
        ThreadListings.class,
        ThreadManagementBean.class,
        ThreadStates.class,
        ThreadsAsLocks.class,
        ThreadInterrupts.class,
        UncaughtExceptions.class,
        UninitialisedThreads.class,
      })
  void printsTheSame(Class<?> program) {
    PlainAndGreen.assertSame(program);
  }

  /** The plain JVM's locks promise nothing, so that its own shares do not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void nobodyIsPassedOver(String options) {
    ChildJvm.of(FairShares.class)
        .agent(options)
        .run()
        .assertOut(
            "semaphore: everybody", "lock: everybody", "pool: everybody", "hand-off: everybody")
        .assertExit(0);
  }

  /** Needs a second processor, see {@code Assistance}. */
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void monitorsChangeHands(String options) {
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    ChildJvm.of(FairMonitors.class)
        .agent(options)
        .run()
        .assertOut("monitor: most have turns", "wait and notify: most have turns")
        .assertExit(0);
  }

  @Test
  void spinningThreadsStopNobody() {
    PlainAndGreen.assertSame(Spinners.class).getFirst().assertExit(0);
  }

  @Test
  void talksTls(@TempDir Path folder) throws Exception {
    Path keys = new TestKeys().writePkcs12(folder);
    PlainAndGreen.assertSame(Tls.class, keys.toString(), TestKeys.PASSWORD);
  }

  @Test
  void runsOutOfFileDescriptors() {
    int few = 64;
    ChildResult plain =
        ChildJvm.of(FewDescriptors.class).fileDescriptors(few).run().assertExit(0).assertErr();
    assertThat(plain.out()).contains("end");
    for (String options : new String[] {"hubs=1", "hubs=2"}) {
      ChildJvm.of(FewDescriptors.class).agent(options).fileDescriptors(few).run().assertSame(plain);
    }
  }

  @Test
  void javaBaseStaysClosedExceptAsAsked() {
    String[] opened = {"--add-opens", "java.base/java.lang=ALL-UNNAMED"};
    ChildResult plain = ChildJvm.of(Reflecting.class).jvmArgs(opened).run().assertExit(0);
    assertThat(plain.out()).contains("field of Thread: eetop");
    ChildJvm.of(Reflecting.class).jvmArgs(opened).agent("").run().assertSame(plain);
  }

  @ParameterizedTest
  @ValueSource(classes = {Crowd.class, Pools.class})
  void needsFewThreads(Class<?> program) {
    for (ChildResult run : PlainAndGreen.assertSame(program)) {
      boolean plain = run.command().stream().noneMatch(part -> part.startsWith("-javaagent"));
      if (!plain) {
        run.assertPeakThreads(FEW_THREADS);
      } else if (run.peakThreads() > 0) {
        assertThat(run.peakThreads()).isGreaterThan(Crowd.THREADS / 2);
      }
    }
  }
}
