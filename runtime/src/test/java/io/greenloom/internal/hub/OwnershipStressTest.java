package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** However often a hub is taken away, one carrier at most is in its loop. */
class OwnershipStressTest {
  private static final int HAND_OFFS = 1_000;
  private static final int RUNS_PER_BLOCKING_CALL = 10;

  /** Believes that it still owns the hub after each run, and where it touches a timer. */
  private static final class BrokenOwnership extends Ownership {
    @Override
    boolean enter(long number) {
      boolean _ = super.enter(number);
      return true;
    }
  }

  @Test
  void neverTwoOwners() throws InterruptedException {
    Outcome outcome = handOffUnderLoad(new Ownership());

    assertThat(outcome.violations()).isZero();
    assertThat(outcome.runs()).isGreaterThan(HAND_OFFS);
  }

  @Test
  void brokenTwinHasTwoOwners() throws InterruptedException {
    assertThat(handOffUnderLoad(new BrokenOwnership()).violations()).isPositive();
  }

  private record Outcome(long runs, int violations) {}

  /** A chain of carriers: each hand-off starts the next one, as a hub does. */
  private static final class Carriers {
    private final Ownership ownership;
    private final AtomicInteger inLoop = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private final AtomicLong runs = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    Carriers(Ownership ownership) {
      this.ownership = ownership;
    }

    synchronized void startOne() {
      Thread thread = new Thread(this::loop);
      threads.add(thread);
      thread.start();
    }

    void join() throws InterruptedException {
      for (int i = 0; i < started(); i++) {
        thread(i).join();
      }
    }

    private synchronized int started() {
      return threads.size();
    }

    private synchronized Thread thread(int index) {
      return threads.get(index);
    }

    private void loop() {
      long number = ownership.number();
      boolean owned = true;
      while (owned && !stop) {
        own();
        number = ownership.begin(number); // it calls out of the loop
        runs.incrementAndGet();
        spin();
        if (!ownership.enter(number)) {
          return;
        }
        own();
        number = ownership.begin(number);
        runs.incrementAndGet();
        spin();
        if (ownership.enter(number)) { // a timer
          own();
          ownership.leave(number);
        }
        if (runs.get() % RUNS_PER_BLOCKING_CALL == 0 && ownership.giveAway(number)) {
          startOne();
        }
        owned = ownership.enter(number);
      }
    }

    private void own() {
      if (inLoop.incrementAndGet() != 1) {
        violations.incrementAndGet();
      }
      spin();
      inLoop.decrementAndGet();
    }

    private static void spin() {
      for (int i = 0; i < 50; i++) {
        Thread.onSpinWait();
      }
    }
  }

  private static Outcome handOffUnderLoad(Ownership ownership) throws InterruptedException {
    Carriers carriers = new Carriers(ownership);
    carriers.startOne();
    int handOffs = 0;
    long giveUp = System.nanoTime() + 10_000_000_000L;
    while (handOffs < HAND_OFFS && carriers.violations.get() == 0 && System.nanoTime() < giveUp) {
      long token = ownership.runToken();
      if (token != 0 && ownership.take(token)) {
        handOffs++;
        carriers.startOne();
      }
    }
    carriers.stop = true;
    carriers.join();
    return new Outcome(carriers.runs.get(), carriers.violations.get());
  }
}
