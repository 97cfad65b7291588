package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A greenlet queues another on its own hub, without a signal, while the monitor gives the hub to
 * the next carrier, which looks at the queue and goes to sleep: one of the two must see to the
 * other. What {@code Hub.submit} does, with the real ownership and the real guard.
 */
class SubmitStressTest {
  private static final int ROUNDS = 20_000;
  private static final long MISSED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Ownership ownership = new Ownership();
  private final SleepGuard guard = new SleepGuard();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger handOffs = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final CyclicBarrier barrier = new CyclicBarrier(2);

  private volatile long run;

  @Test
  void nothingIsMissedIfAskedAfterwards() throws InterruptedException {
    stress(false);

    assertThat(missed).hasValue(0);
    assertThat(handOffs).hasPositiveValue();
  }

  @Test
  void brokenTwinThatAsksBeforehandMissesSome() throws InterruptedException {
    stress(true);

    assertThat(missed).hasPositiveValue();
  }

  private void stress(boolean asksBeforehand) throws InterruptedException {
    Thread nextCarrier = new Thread(this::takeOver);
    Thread carrier = new Thread(() -> submit(asksBeforehand, nextCarrier));
    nextCarrier.start();
    carrier.start();
    carrier.join();
    nextCarrier.join();
  }

  private void submit(boolean asksBeforehand, Thread nextCarrier) {
    for (int i = 0; i < ROUNDS && missed.get() == 0; i++) {
      queued.set(0);
      run = ownership.begin(ownership.number());
      meet();
      dawdle();
      boolean owned = ownership.number() == run;
      if (asksBeforehand) {
        dawdle();
      }
      queued.incrementAndGet();
      if (!asksBeforehand) {
        owned = ownership.number() == run;
      }
      if (!owned && guard.mustWake()) {
        LockSupport.unpark(nextCarrier);
      }
      var _ = ownership.enter(run);
      meet();
    }
  }

  private void takeOver() {
    for (int i = 0; i < ROUNDS && missed.get() == 0; i++) {
      meet();
      dawdle();
      long token = ownership.runToken();
      if (token != 0 && ownership.take(token)) {
        handOffs.incrementAndGet();
        guard.sleep(() -> queued.get() > 0, SubmitStressTest.this::sleep, -1);
      }
      meet();
    }
  }

  private void sleep(long nanos) {
    long deadline = System.nanoTime() + MISSED_NANOS;
    while (nanos != 0 && guard.isAsleep()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        missed.incrementAndGet();
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  private void meet() {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  private static void dawdle() {
    for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
