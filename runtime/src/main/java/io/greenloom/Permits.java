package io.greenloom;

/**
 * Places that can be had, first come, first served. For any thread.
 *
 * <p>A place that is given back is handed over to the first who waits, under the lock, so that
 * nobody who comes later is faster. Whoever gives up waiting decides its {@link Waiter} first and
 * so can not be handed a place; whoever was handed one returns with it, also if it was to be killed
 * or the time was over at that moment. So no place is ever lost.
 */
class Permits {
  /** As many as nobody will ever need. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** What to show in dumps. */
  private final Object owner;

  /** Negative while more are in use than there should be. Guarded by this. */
  private int free;

  /** Empty while some are free. Guarded by this. */
  private final WaitList<Place> waiting = new WaitList<>();

  Permits(Object owner, int free) {
    this.owner = owner;
    this.free = free;
  }

  private static final class Place extends WaitList.Node {
    private final Waiter waiter;

    Place(Object owner) {
      this.waiter = new Waiter(owner);
    }
  }

  /** Takes a place if one is free. */
  final synchronized boolean tryAcquire() {
    if (free <= 0) {
      return false;
    }
    free--;
    return true;
  }

  /**
   * Waits for a place.
   *
   * @param nanos the longest wait, or {@link Waiter#FOR_EVER}
   * @return whether there was one in time
   */
  final boolean acquire(long nanos) throws InterruptedException {
    Place place;
    synchronized (this) {
      if (tryAcquire()) {
        return true;
      }
      place = new Place(owner);
      waiting.add(place);
    }
    try {
      return place.waiter.await(nanos) != null;
    } finally {
      synchronized (this) {
        boolean ignored = waiting.remove(place);
      }
    }
  }

  /** Gives a place back. */
  final synchronized void release() {
    if (free >= 0) {
      for (Place next = waiting.poll(); next != null; next = waiting.poll()) {
        if (handOver(next.waiter)) {
          return;
        }
      }
    }
    free++;
  }

  /** Gives a place to one who may have given up; returns false then. */
  boolean handOver(Waiter waiter) {
    return waiter.fire(owner);
  }

  /** Makes more places, or fewer: then those in use stay so. */
  final synchronized void change(int difference) {
    int left = difference;
    for (; left > 0 && (free < 0 || waiting.size() > 0); left--) {
      release();
    }
    free += left;
  }

  /** {@return how many are free now} */
  final synchronized int free() {
    return Math.max(0, free);
  }
}
