package io.greenloom.it.api;

import io.greenloom.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A green thread that goes from hub to hub spawns greenlets all the time; they must run one at a
 * time nevertheless. Prints the most that ran at once, and how many did.
 */
public final class SpawnsWhileMoving {
  private static final int ROUNDS = 150;
  private static final int WORKERS = 4;

  private SpawnsWhileMoving() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    List<Greenlet<?>> greenlets = new ArrayList<>();
    Thread mover =
        new Thread(() -> {
          try (ExecutorService pool = Executors.newFixedThreadPool(WORKERS)) {
            for (int i = 0; i < ROUNDS; i++) {
              greenlets.add(
                  Greenlet.spawn(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    compute(1_000);
                    inside.decrementAndGet();
                    ran.incrementAndGet();
                  }));
              awaitWorkers(pool);
            }
          }
        });
    mover.start();
    mover.join();
    for (Greenlet<?> greenlet : greenlets) {
      greenlet.join();
    }
    System.out.println("most at once: " + most + ", in all: " + ran);
  }

  /** Whoever ends last wakes the caller, on its own hub. */
  private static void awaitWorkers(ExecutorService pool) {
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      futures.add(pool.submit(() -> compute(700)));
    }
    try {
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void compute(long micros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
