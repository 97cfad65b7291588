package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.startDaemon;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads that compute and spin, and class initializers that take their time. */
@SuppressWarnings("ThreadPriorityCheck")
final class BlockingWaits {
  private BlockingWaits() {}

  /** Its initializer sleeps. */
  private static final class SlowlyInitialized {
    static final String VALUE = sleep();

    private SlowlyInitialized() {}
  }

  /** Another thread than the one that waits for it initializes it. */
  private static final class InitializedElsewhere {
    static final CountDownLatch BEGUN = new CountDownLatch(1);

    private InitializedElsewhere() {}

    private static final class Holder {
      static final String VALUE = begin();

      private Holder() {}

      private static String begin() {
        BEGUN.countDown();
        return sleep();
      }
    }
  }

  /** Its initializer waits in C. */
  private static final class NativelyInitialized {
    static final String VALUE = sleep();

    private NativelyInitialized() {}

    private static String sleep() {
      Native.sleep(Blockers.SECONDS);
      return "initialized";
    }
  }

  static void addTo(Blockers blockers) {
    blockers.add("class initializer that sleeps", () -> SlowlyInitialized.VALUE);
    blockers.add(
        "class that another thread initializes",
        () -> {
          startDaemon("initializing", () -> Steps.outcome(() -> InitializedElsewhere.Holder.VALUE));
          Steps.await(InitializedElsewhere.BEGUN);
          return InitializedElsewhere.Holder.VALUE;
        });
    blockers.add("class initializer that blocks", () -> NativelyInitialized.VALUE);
    blockers.add("computation", BlockingWaits::compute);
    blockers.add("spin on a flag", () -> spin(Thread::onSpinWait));
    blockers.add("look at a flag", () -> spin(() -> {}));
    blockers.add("yield until there is a flag", () -> spin(Thread::yield));
  }

  private static String sleep() {
    try {
      Thread.sleep(Blockers.LENGTH);
      return "initialized";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  private static String compute() {
    long end = System.nanoTime() + Blockers.LENGTH.toNanos();
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 1; i < 10_000; i++) {
        sum += 1.0 / ((double) i * i);
      }
    }
    return sum > 0 ? "computed" : "nothing";
  }

  private static String spin(Runnable turn) {
    AtomicBoolean seen = new AtomicBoolean();
    startDaemon(
        "setter",
        () -> {
          Thread.sleep(Blockers.LENGTH);
          seen.set(true);
        });
    while (!seen.get()) {
      turn.run();
    }
    return "seen";
  }
}
