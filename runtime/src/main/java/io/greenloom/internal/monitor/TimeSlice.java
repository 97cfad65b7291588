package io.greenloom.internal.monitor;

import java.util.concurrent.TimeUnit;

/**
 * How long a greenlet may compute while others of its hub wait for their turn, as an operating
 * system would let it. In a crowd of such greenlets the last one would have to wait for the sum, so
 * that each may for half as long as the one before it, until others get their turn again. The
 * monitor only.
 */
final class TimeSlice {
  /** More than the periods of Linux's scheduler, and enough for most who compute to yield. */
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

  /** So many who have used it up, one after the other, are a crowd. */
  private static final int CROWD = 3;

  /** So many runs between two looks are none of greenlets that compute. */
  private static final int SHORT_RUNS = 8;

  private long nanos = LONGEST;
  private int usedUp;
  private long switches;

  /**
   * Looks at how the hub gets on; to be called first at each look.
   *
   * @param hasBacklog whether others wait for their turn
   * @param switchesNow {@link io.greenloom.internal.hub.Hub#switches}
   */
  void look(boolean hasBacklog, long switchesNow) {
    if (!hasBacklog || switchesNow - switches > SHORT_RUNS) {
      nanos = LONGEST;
      usedUp = 0;
    }
    switches = switchesNow;
  }

  boolean isUsedUp(long held) {
    return held >= nanos;
  }

  /** A greenlet that has used it up has lost the hub. */
  void shorten() {
    nanos = Math.max(SHORTEST, nanos / 2);
    usedUp++;
  }

  /** {@return whether so many greenlets have used it up that more are to be expected} */
  boolean isOfCrowd() {
    return usedUp >= CROWD;
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
