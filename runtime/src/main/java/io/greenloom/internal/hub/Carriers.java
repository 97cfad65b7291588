package io.greenloom.internal.hub;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The carriers of all hubs: one each, and spare ones for hubs that are handed off. A carrier that
 * has lost its hub waits for another; after some time it ends, unless it is the last spare one.
 *
 * <p>Their number is limited: where each greenlet that is handed off blocks for good, or computes,
 * there would be no end. The lock is taken by carriers without a hub, by the monitor, and by
 * greenlets that are about to block anyway, while they are pinned.
 */
final class Carriers {
  private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** As many as there may be: a hub that has been taken from its carrier must get another. */
  private static final int MOST_HUBS = 1024;

  /** Hubs that nobody owns; each has been promised one of the spare carriers. Never grows. */
  private final ArrayDeque<Hub> orphans = new ArrayDeque<>(MOST_HUBS);

  private final EngineErrors errors = new EngineErrors();

  private int most;

  /** Carriers without a hub. */
  private int spare;

  /** How many of these are promised to hubs that are being handed off. */
  private int reserved;

  private int count;
  private int created;
  private long refused;

  /** Creates none, and allows so many. */
  Carriers(int most) {
    this.most = most;
  }

  /**
   * Makes sure that there is a carrier for one more hub, until {@link #carry} or {@link #release}.
   *
   * @return false if there are enough, or the system does not give another thread
   */
  synchronized boolean reserve() {
    if (isSpareLeft() || (count < most && create())) {
      reserved++;
      return true;
    }
    refused++;
    return false;
  }

  /**
   * Like {@link #reserve}, whatever the limit is: where a hub stands still because its greenlet
   * waits, perhaps for another one of the hub, this would last for ever.
   */
  synchronized boolean reserveBeyondLimit() {
    if (isSpareLeft() || create()) {
      reserved++;
      return true;
    }
    return false;
  }

  private boolean isSpareLeft() {
    return spare > orphans.size() + reserved;
  }

  private boolean create() {
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
    reserved--;
    orphans.add(hub);
    notify();
  }

  /** Gives a reservation back. */
  synchronized void release() {
    reserved--;
  }

  /** {@return where all hubs, and what watches them, note their errors} */
  EngineErrors errors() {
    return errors;
  }

  /** {@return the number of carriers, with a hub or without} */
  synchronized int count() {
    return count;
  }

  /** {@return how often there was none to be had} */
  synchronized long refused() {
    return refused;
  }

  /** {@return the most there may be} */
  synchronized int most() {
    return most;
  }

  /** Allows as many as the system gives: the JVM ends, and what it waits for must not wait. */
  synchronized void liftLimit() {
    most = Integer.MAX_VALUE;
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
      if (idleForLong && spare > reserved + 1) {
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
