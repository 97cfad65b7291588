package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.legacy.ConcurrencyTorture;
import io.greenloom.it.legacy.ExecutorKinds;
import io.greenloom.it.legacy.ThreadLocalLeaks;
import io.greenloom.it.legacy.TimedWaits;
import io.greenloom.it.legacy.TimerFlood;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crowds of threads that the plain JVM would need minutes for give the same results. */
final class TortureIT {
  private static final List<String> OPTIONS = List.of("hubs=1", "hubs=2");

  /** What a JVM needs for itself, and a hub or two. */
  private static final int FEW_THREADS = 40;

  private static String[] args(String... args) {
    return args;
  }

  /** The plain JVM is spared the full measure, of which the output does not tell. */
  private static void assertSame(Class<?> program, String[] plainArgs, String... greenArgs) {
    ChildResult plain = ChildJvm.of(program).args(plainArgs).run().assertExit(0).assertErr();
    assertThat(plain.out()).endsWith("done");
    if (plain.peakThreads() > 0) {
      assertThat(plain.peakThreads()).as(plain.toString()).isGreaterThan(FEW_THREADS);
    }
    for (String options : OPTIONS) {
      ChildJvm.of(program)
          .agent(options)
          .args(greenArgs)
          .run()
          .assertSame(plain)
          .assertPeakThreads(FEW_THREADS);
    }
  }

  @Test
  void crowdsAndStorms() {
    assertSame(ConcurrencyTorture.class, args("300", "10"), "5000", "200");
  }

  @Test
  void leavesNothingBehind() {
    assertSame(ThreadLocalLeaks.class, args("10"), "200");
  }

  @Test
  void noWaitEndsEarly() {
    assertSame(TimedWaits.class, args());
  }

  @Test
  void timersNeitherPileUpNorStarve() {
    assertSame(TimerFlood.class, args("20000", "100"), "1000000", "10000");
  }

  @Test
  void everyKindOfExecutor() {
    assertSame(ExecutorKinds.class, args());
  }
}
