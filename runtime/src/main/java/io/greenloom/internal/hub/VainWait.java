package io.greenloom.internal.hub;

import java.util.concurrent.TimeUnit;

/**
 * How often a green thread has been let go for a monitor and has had to wait again since it last
 * went on. Written by whoever carries the greenlet; all reads are estimates.
 */
final class VainWait {
  static final long NOWHERE = -1;

  /** Who has had no turn for so long, while others had, starves. */
  private static final long STARVING = TimeUnit.MILLISECONDS.toNanos(20);

  /** Once may happen to everybody. */
  private static final int STARVING_TIMES = 2;

  private final RawGreenlet greenlet;

  /** In {@link VainWaits}. */
  private volatile long place = NOWHERE;

  private long since;
  private int times;

  VainWait(RawGreenlet greenlet) {
    this.greenlet = greenlet;
  }

  RawGreenlet greenlet() {
    return greenlet;
  }

  long place() {
    return place;
  }

  void moveTo(long newPlace) {
    place = newPlace;
  }

  void wasInVain(long now) {
    if (times++ == 0) {
      since = now;
    }
  }

  void wentOn() {
    times = 0;
  }

  boolean starves(long now) {
    return times >= STARVING_TIMES && now - since >= STARVING;
  }
}
