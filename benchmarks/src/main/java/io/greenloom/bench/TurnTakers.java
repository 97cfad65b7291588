package io.greenloom.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that begin together and take turns until each has had enough, or the time is up. */
final class TurnTakers {
  /** Those who wait for a turn when the time is up get it within less than this, or never. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Thread[] threads;
  private final int enough;
  private final Duration limit;
  private final Turn turn;
  private final CountDownLatch begin = new CountDownLatch(1);

  /** Written before the threads begin. */
  private long deadline;

  // Each element is written by one thread, and read when that has ended, or is given up.
  private final int[] inTime;
  private final long[] longestNanos;
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicInteger inVain = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private int stuck;
  private long wallNanos;

  /**
   * Makes the threads.
   *
   * @param enough the most turns that one takes
   */
  TurnTakers(ThreadSource source, int count, int enough, Duration limit, Turn turn) {
    this.threads = new Thread[count];
    this.enough = enough;
    this.limit = limit;
    this.turn = turn;
    this.inTime = new int[count];
    this.longestNanos = new long[count];
    for (int i = 0; i < count; i++) {
      int index = i;
      threads[i] = source.unstarted(() -> takeAll(index));
      threads[i].setDaemon(true); // lest one that waits for ever keeps the JVM
    }
  }

  /**
   * Returns when all threads have ended, or do not even long after the time was up; to be called
   * once, by a thread that is none of them.
   */
  void run() throws InterruptedException {
    for (Thread thread : threads) {
      thread.start();
    }
    long start = System.nanoTime();
    deadline = start + limit.toNanos();
    begin.countDown();
    long end = deadline + PATIENCE.toNanos();
    for (Thread thread : threads) {
      boolean ended = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      stuck += ended ? 0 : 1;
    }
    wallNanos = System.nanoTime() - start;
  }

  /** Returns how many turns each thread has had before the time was up. */
  Shares shares() {
    return Shares.of(inTime);
  }

  /** Returns how many turns all have had, those that ended after the time was up among them. */
  int turns() {
    return Arrays.stream(inTime).sum() + late.get();
  }

  /** Returns how many turns all together have not had in time. */
  int missing() {
    return threads.length * enough - Arrays.stream(inTime).sum();
  }

  /** Returns how often a thread has waited in vain. */
  int inVain() {
    return inVain.get();
  }

  /** Returns how many turns have failed; the first failure has been printed. */
  int errors() {
    return errors.get();
  }

  /** Returns the longest that a turn took, with the wait for it. */
  double longestMillis() {
    return Arrays.stream(longestNanos).max().orElse(0) / 1e6;
  }

  /** Returns how many threads have not ended. */
  int stuck() {
    return stuck;
  }

  double wallMillis() {
    return wallNanos / 1e6;
  }

  /** Returns as {@code key=value} pairs what there is to tell of any turns. */
  String totals() {
    return "longest_ms=%.0f stuck=%d errors=%d".formatted(longestMillis(), stuck(), errors());
  }

  /** Ends the JVM if there are threads that nobody can wait for. */
  void endIfStuck() {
    if (stuck > 0) {
      Runtime.getRuntime().halt(0);
    }
  }

  private void takeAll(int index) {
    try {
      begin.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long before = System.nanoTime();
    for (int i = 0; i < enough && before - deadline < 0; i++) {
      boolean had = takeOne();
      long after = System.nanoTime();
      longestNanos[index] = Math.max(longestNanos[index], after - before);
      if (had && after - deadline < 0) {
        inTime[index]++;
      } else if (had) {
        late.incrementAndGet();
      }
      before = after;
    }
  }

  private boolean takeOne() {
    try {
      if (turn.take()) {
        return true;
      }
      inVain.incrementAndGet();
    } catch (Exception | Error e) {
      if (errors.incrementAndGet() == 1) {
        System.err.println("The first error was " + e);
      }
    }
    return false;
  }
}
