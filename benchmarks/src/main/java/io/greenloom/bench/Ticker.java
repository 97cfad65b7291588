package io.greenloom.bench;

import java.util.concurrent.TimeUnit;

/** A thread that sleeps 5 ms again and again and writes down when it was awake. */
final class Ticker {
  /** How long it sleeps. */
  static final int TICK_MILLIS = 5;

  private static final int MOST_TICKS = 1_000_000 / TICK_MILLIS;

  private final long[] times = new long[MOST_TICKS];
  private final Thread thread;
  private int count;
  private volatile boolean stopped;

  Ticker(ThreadSource source) {
    this.thread = source.unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  /** Returns the longest time without a tick that began after one time and before another. */
  long longestGap(long from, long to) {
    long longest = 0;
    for (int i = 1; i < count; i++) {
      if (times[i] - from >= 0 && times[i - 1] - to <= 0) {
        longest = Math.max(longest, times[i] - times[i - 1]);
      }
    }
    return longest;
  }

  private void run() {
    while (!stopped && count < MOST_TICKS) {
      times[count++] = System.nanoTime();
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
