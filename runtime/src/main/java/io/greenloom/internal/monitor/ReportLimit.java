package io.greenloom.internal.monitor;

import java.util.concurrent.TimeUnit;

/** Limits how much is printed: so many reports at once, and then one per second. For one thread. */
final class ReportLimit {
  private static final int BURST = 10;
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private int allowed = BURST;
  private long refilledAt;
  private int leftOut;

  /** Whether one more may be printed at a time, {@code System.nanoTime()}. */
  boolean allows(long now) {
    long more = (now - refilledAt) / INTERVAL;
    if (allowed == BURST) {
      refilledAt = now;
    } else if (more > 0) {
      allowed = (int) Math.min(BURST, allowed + more);
      refilledAt += more * INTERVAL;
    }
    if (allowed == 0) {
      leftOut++;
      return false;
    }
    allowed--;
    return true;
  }

  /** {@return how many were not since this was last asked} */
  int takeLeftOut() {
    int count = leftOut;
    leftOut = 0;
    return count;
  }
}
