package io.greenloom.internal.hub;

import java.util.concurrent.TimeUnit;

/**
 * Lets a loop whose errors repeat pause, so that it does not compute in vain: not after the first
 * turn with an error, then twice as long each time, until a turn is free of them. The loop's thread
 * only.
 */
public final class Backoff {
  private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(10);

  private boolean failed;
  private long next;

  /** Creates one. */
  public Backoff() {}

  /** Something has failed in this turn. */
  public void failed() {
    failed = true;
  }

  /** Ends a turn. */
  public void turnEnds() {
    if (failed) {
      failed = false;
      if (next > 0) {
        boolean ignored = Thread.interrupted(); // by the application; parking would not wait
        GreenloomBridge.pause(next);
      }
      next = Math.clamp(2 * next, SHORTEST, LONGEST);
    } else {
      next = 0;
    }
  }
}
