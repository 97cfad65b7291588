package io.greenloom.internal.monitor;

import java.util.concurrent.TimeUnit;

/**
 * How long a greenlet may compute while others of its hub wait for their turn, as an operating
 * system would let it. Most who lose the hub for that soon end or wait. But where those who have
 * lost it go on, the last one of a crowd of them would have to wait for the sum, so that each may
 * for half as long as the one before it, until others get their turn again. The monitor only.
 */
final class TimeSlice {
  /** More than the periods of Linux's scheduler, and enough for most who compute to yield. */
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

  /** Who still computes so long after having got the hub may do so for ever. */
  private static final long LASTING = TimeUnit.MILLISECONDS.toNanos(20);

  /** So many who have done so for so long are a crowd. */
  private static final int CROWD = 3;

  private static final long CROWD_LASTING = TimeUnit.MILLISECONDS.toNanos(50);

  /** So many runs in such a time are none of greenlets that compute. */
  private static final int SHORT_RUNS = 40;

  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(10);

  /** Who has used it up and lost the hub. */
  interface Losers {
    /** {@return how many of them have computed for so many nanoseconds, or more, and still do} */
    int lastingFor(long age);
  }

  private long nanos = LONGEST;
  private long windowStart;
  private long switchesBefore;

  /**
   * Looks at how the hub gets on; to be called first at each look.
   *
   * @param hasBacklog whether others wait for their turn
   * @param switches {@link io.greenloom.internal.hub.Hub#switches}
   * @param now the current {@code System.nanoTime()}
   */
  void look(boolean hasBacklog, long switches, long now) {
    if (!hasBacklog || switches - switchesBefore > SHORT_RUNS) {
      nanos = LONGEST;
    }
    if (now - windowStart >= WINDOW) {
      windowStart = now;
      switchesBefore = switches;
    }
  }

  boolean isUsedUp(long held) {
    return held >= nanos;
  }

  /**
   * One that has used it up has lost the hub.
   *
   * @param losers with those before it
   * @return whether there is a crowd of them
   */
  boolean shortenFor(Losers losers) {
    if (losers.lastingFor(LASTING) > 0) {
      nanos = Math.max(SHORTEST, nanos / 2);
    }
    return isShort() && losers.lastingFor(CROWD_LASTING) >= CROWD;
  }

  /** {@return whether one greenlet after the other has used it up} */
  boolean isShort() {
    return nanos < LONGEST;
  }

  /** {@return how long to wait before the next look, so as to see that it is used up} */
  long untilNextLook() {
    return nanos / 2;
  }
}
