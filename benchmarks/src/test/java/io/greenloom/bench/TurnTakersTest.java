package io.greenloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whether who gets nothing, or too late, is found out. */
class TurnTakersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void everybodyHasEnough() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    TurnTakers takers = takers(3, 5, LONG, () -> turns.incrementAndGet() > 0);
    takers.run();
    assertThat(takers.shares()).isEqualTo(new Shares(5, 5, 5, 5));
    assertThat(takers.turns()).isEqualTo(turns.get()).isEqualTo(15);
    assertThat(takers.missing()).isZero();
  }

  @Test
  void aTurnThatEndsTooLateIsNoneInTime() throws Exception {
    Semaphore semaphore = new Semaphore(1);
    TurnTakers takers =
        takers(
            2,
            1,
            SHORT,
            () -> {
              semaphore.acquire();
              TimeUnit.MILLISECONDS.sleep(SHORT.toMillis() * 2 / 3);
              semaphore.release();
              return true;
            });
    takers.run();
    assertThat(takers.shares().least()).isZero();
    assertThat(takers.turns()).isEqualTo(2);
    assertThat(takers.missing()).isPositive();
    assertThat(takers.longestMillis()).isGreaterThan(SHORT.toNanos() / 1e6);
  }

  @Test
  void waitsInVainAndFailuresAreNoTurns() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    TurnTakers takers =
        takers(
            1,
            6,
            LONG,
            () ->
                switch (turns.incrementAndGet() % 3) {
                  case 0 -> throw new AssertionError();
                  case 1 -> false;
                  default -> true;
                });
    takers.run();
    assertThat(takers.turns()).isEqualTo(2);
    assertThat(takers.inVain()).isEqualTo(2);
    assertThat(takers.errors()).isEqualTo(2);
    assertThat(takers.missing()).isEqualTo(4);
  }

  @Test
  void sharesAreThoseOfTheLeastTheMiddleAndTheMost() {
    Shares shares = Shares.of(new int[] {8, 0, 3, 1});
    assertThat(shares).isEqualTo(new Shares(0, 2, 8, 3));
    assertThat(shares.leastToMean()).isZero();
    assertThat(Shares.of(new int[] {5, 1, 3}))
        .hasToString("min=1 median=3.0 max=5 mean=3.0 min_to_mean=0.333");
  }

  private static TurnTakers takers(int count, int enough, Duration limit, Turn turn) {
    return new TurnTakers(ThreadSource.VIRTUAL, count, enough, limit, turn);
  }
}
