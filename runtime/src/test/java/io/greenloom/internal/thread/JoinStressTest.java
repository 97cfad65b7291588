package io.greenloom.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A green thread ends while some begin to join it. Who makes the latch looks whether it has ended,
 * who ends looks for the latch: without one of the two looks somebody waits for ever.
 */
class JoinStressTest {
  private static final int ROUNDS = 20_000;
  private static final int JOINERS = 2;
  private static final long MISSED_MILLIS = 3_000;

  /** As long as it takes to wake those who wait at the barrier. */
  private static final long WAKE_NANOS = 60_000;

  private interface Join {
    void join(Thread facade, long millis) throws InterruptedException;
  }

  @Test
  void nobodyMissesTheEnd() throws InterruptedException {
    assertThat(new Storm(GreenloomTestEnds::end, GreenloomTestEnds::join).missed()).isZero();
  }

  @Test
  void brokenTwinWhoseJoinersDoNotLookAgain() throws InterruptedException {
    Storm storm = new Storm(GreenloomTestEnds::end, GreenloomTestEnds::joinWithoutLookingAgain);

    assertThat(storm.missed()).isPositive();
  }

  @Test
  void brokenTwinThatEndsWithoutLookingAgain() throws InterruptedException {
    Storm storm = new Storm(GreenloomTestEnds::endWithoutLookingAgain, GreenloomTestEnds::join);

    assertThat(storm.missed()).isPositive();
  }

  private static final class Storm {
    private final Consumer<Thread> end;
    private final Join join;
    private final AtomicInteger missed = new AtomicInteger();
    private final CyclicBarrier barrier = new CyclicBarrier(1 + JOINERS, this::next);
    private int rounds;
    private volatile long start;

    /** Null when it is over. */
    private volatile Thread facade = GreenloomTestEnds.begin();

    Storm(Consumer<Thread> end, Join join) {
      this.end = end;
      this.join = join;
    }

    private void next() {
      facade = rounds++ < ROUNDS && missed.get() == 0 ? GreenloomTestEnds.begin() : null;
      start = System.nanoTime() + WAKE_NANOS;
    }

    int missed() throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      threads.add(new Thread(() -> eachRound(end)));
      for (int i = 0; i < JOINERS; i++) {
        threads.add(new Thread(() -> eachRound(this::joinOne)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      return missed.get();
    }

    private void eachRound(Consumer<Thread> part) {
      try {
        for (barrier.await(); facade != null; barrier.await()) {
          dawdle();
          part.accept(facade);
        }
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new AssertionError(e);
      }
    }

    private void joinOne(Thread ending) {
      long begin = System.nanoTime();
      try {
        join.join(ending, MISSED_MILLIS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(MISSED_MILLIS)) {
        missed.incrementAndGet();
      }
    }

    private void dawdle() {
      while (System.nanoTime() - start < 0) {
        Thread.onSpinWait();
      }
      for (int i = ThreadLocalRandom.current().nextInt(300); i > 0; i--) {
        Thread.onSpinWait();
      }
    }
  }
}
