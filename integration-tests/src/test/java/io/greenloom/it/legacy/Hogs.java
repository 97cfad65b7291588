package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Ticker.ticking;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Storms of threads that all keep the processor, or all block in C, at the same time. */
public final class Hogs {
  private static final long MILLIS = 300;

  private static int count;

  private Hogs() {}

  /** Runs the program; the argument is the number of threads in a storm. */
  public static void main(String[] args) throws Exception {
    count = Integer.parseInt(args[0]);
    ticking("threads that compute", () -> storm(Hogs::compute));
    ticking("threads that block in C", () -> storm(() -> Native.sleep(1)));
    ticking("threads of all kinds", Hogs::mixture);
  }

  /** All begin at once. */
  private static String storm(Steps.Body body) throws InterruptedException {
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    Thread[] hogs = new Thread[count];
    for (int i = 0; i < count; i++) {
      hogs[i] =
          startDaemon(
              "hog " + i,
              () -> {
                Steps.await(go);
                body.run();
                ended.incrementAndGet();
              });
    }
    go.countDown();
    join(hogs);
    return ended + " have ended";
  }

  private static void compute() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 1; i < 1_000; i++) {
        sum += 1.0 / i;
      }
    }
    if (sum < 0) {
      throw new IllegalStateException();
    }
  }

  private static void waitBelowC() {
    try {
      Native.sorted(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS)), 2, 1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String mixture() throws InterruptedException {
    AtomicInteger number = new AtomicInteger();
    return storm(() -> {
      switch (number.getAndIncrement() % 4) {
        case 0 -> compute();
        case 1 -> Native.sleep(1);
        case 2 -> waitBelowC();
        default -> Thread.sleep(MILLIS);
      }
    });
  }
}
