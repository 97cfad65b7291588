package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** A sleeper must never miss work; without the second look it does, so the test can tell. */
class SleepGuardStressTest {
  private static final int ROUNDS = 20_000;
  private static final long MISSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Sleeps without looking again. */
  private static final class BrokenSleepGuard extends SleepGuard {
    @Override
    void sleep(BooleanSupplier hasWork, LongConsumer poll, long nanos) {
      super.sleep(() -> false, poll, nanos);
    }
  }

  @Test
  void noWorkIsMissed() throws InterruptedException {
    assertThat(missed(new SleepGuard())).isZero();
  }

  @Test
  void brokenTwinMissesWork() throws InterruptedException {
    assertThat(missed(new BrokenSleepGuard())).isPositive();
  }

  /** One thread adds work piece by piece, the other does it; counts sleeps that had to time out. */
  private static int missed(SleepGuard guard) throws InterruptedException {
    AtomicLong added = new AtomicLong();
    AtomicLong done = new AtomicLong();
    int[] missed = new int[1];
    boolean[] woken = new boolean[1];
    Thread carrier =
        new Thread(() -> {
          LongConsumer poll =
              nanos -> {
                if (nanos != 0) {
                  long start = System.nanoTime();
                  LockSupport.parkNanos(MISSED_NANOS);
                  if (System.nanoTime() - start >= MISSED_NANOS) {
                    missed[0]++;
                  }
                }
              };
          while (done.get() < ROUNDS && missed[0] == 0) {
            if (done.get() < added.get()) {
              done.incrementAndGet();
            } else {
              dawdle(done.get());
              guard.sleep(() -> done.get() < added.get(), poll, -1);
            }
          }
          woken[0] = true;
        });
    carrier.start();
    for (int i = 0; i < ROUNDS && carrier.isAlive(); i++) {
      added.incrementAndGet();
      if (guard.mustWake()) {
        LockSupport.unpark(carrier);
      }
      // the carrier shall be on its way to sleep when the next piece comes
      while (done.get() <= i && carrier.isAlive()) {
        Thread.onSpinWait();
      }
    }
    carrier.join();
    assertThat(woken[0]).isTrue();
    return missed[0];
  }

  /** Now and then lets the next piece come between finding no work and going to sleep. */
  private static void dawdle(long round) {
    if (round % 16 == 0) {
      LockSupport.parkNanos(50_000);
    }
  }
}
