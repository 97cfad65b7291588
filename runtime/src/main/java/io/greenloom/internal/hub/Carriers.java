package io.greenloom.internal.hub;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The carriers of all hubs: one each, and spare ones for hubs that are handed off. A carrier that
 * has lost its hub waits for another; after some time it ends, unless it is the last spare one.
 *
 * <p>There is no limit of their number but the system's: each hand-off is for a thread that would
 * occupy an OS thread on the plain JVM too. The lock is taken by carriers without a hub and by the
 * monitor, never by a greenlet.
 */
final class Carriers {
  private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final ArrayDeque<Hub> orphans = new ArrayDeque<>();
  private int spare;
  private int count;
  private int created;

  /**
   * Makes sure that there is a carrier for one more hub.
   *
   * @return false if the system does not give another thread
   */
  synchronized boolean reserve() {
    if (spare > orphans.size()) {
      return true;
    }
    try {
      new HubThread("greenloom-carrier-" + created, this::run).start();
    } catch (OutOfMemoryError e) {
      return false;
    }
    created++;
    count++;
    spare++;
    return true;
  }

  /** Has a carrier, which has been reserved, run a hub that nobody owns. */
  synchronized void carry(Hub hub) {
    orphans.add(hub);
    notify();
  }

  /** {@return the number of carriers, with a hub or without} */
  synchronized int count() {
    return count;
  }

  private void run() {
    HubThread self = (HubThread) Thread.currentThread();
    for (Hub hub = next(); hub != null; hub = next()) {
      hub.loop(self);
      returned();
    }
  }

  private synchronized void returned() {
    spare++;
  }

  private synchronized @Nullable Hub next() {
    boolean idleForLong = false;
    while (orphans.isEmpty()) {
      if (idleForLong && spare > 1) {
        spare--;
        count--;
        return null;
      }
      long start = System.nanoTime();
      try {
        wait(IDLE_MILLIS);
      } catch (InterruptedException e) {
        // a stray interrupt by the application; a carrier has no use for it
      }
      idleForLong = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) >= IDLE_MILLIS;
    }
    spare--;
    return orphans.poll();
  }
}
