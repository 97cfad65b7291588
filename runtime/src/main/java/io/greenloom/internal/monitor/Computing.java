package io.greenloom.internal.monitor;

import java.util.function.LongSupplier;

/**
 * For how long a thread has been computing, rather than waiting in native code, without a long wait
 * between. It is looked at from time to time, and less and less often while it waits; the monitor
 * only.
 */
final class Computing {
  /** Between two looks at a thread that waits, at the most: so many times the usual time. */
  private static final int LONGEST = 8;

  private final long since;
  private final LongSupplier busyNanos;
  private final LongSupplier waitingNanos;
  private final long shortest;

  private long pause;
  private long lookedAt;
  private boolean looked;
  private long busy;
  private long waiting;
  private long ran;

  /**
   * Describes a thread.
   *
   * @param since when it began, {@code System.nanoTime()}
   * @param pause between two looks while it computes
   * @param busyNanos how long it has been on or waiting for a processor, 0 if that is not known
   * @param waitingNanos how long it has been waiting for one
   */
  Computing(long since, long pause, LongSupplier busyNanos, LongSupplier waitingNanos) {
    this.since = since;
    this.shortest = pause;
    this.pause = pause;
    this.busyNanos = busyNanos;
    this.waitingNanos = waitingNanos;
  }

  /**
   * {@return for how long, about, without what it waited for a processor; since it began if that is
   * not known}
   *
   * @param now the current {@code System.nanoTime()}
   */
  long nanos(long now) {
    if (!looked || now - lookedAt >= pause) {
      long busyNow = busyNanos.getAsLong();
      if (busyNow == 0) {
        return now - since;
      }
      look(now, busyNow, waitingNanos.getAsLong());
    }
    return ran;
  }

  private void look(long now, long busyNow, long waitingNow) {
    if (looked && busyNow - busy >= (now - lookedAt) / 2) {
      ran += busyNow - busy - (waitingNow - waiting);
      pause = shortest;
    } else if (looked) {
      ran = 0;
      pause = Math.min(2 * pause, LONGEST * shortest);
    }
    looked = true;
    lookedAt = now;
    busy = busyNow;
    waiting = waitingNow;
  }
}
