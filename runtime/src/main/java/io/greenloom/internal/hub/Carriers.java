package io.greenloom.internal.hub;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The carriers of all hubs: one each, and spare ones for hubs that are handed off, and for
 * greenlets that run without a hub. A carrier that has lost its hub waits for something to do;
 * after some time it ends, unless it is the last spare one.
 *
 * <p>Their number is limited: where each greenlet that is handed off blocks for good, or computes,
 * there would be no end. The lock is taken by carriers without a hub, by the monitor, and by
 * greenlets that are about to block anyway, while they are pinned; and by a hub in a crowd of
 * greenlets that compute. Threads are started without it: where processors are short, the new
 * thread, and who starts it, wait for one.
 */
final class Carriers {
  private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** As many as there may be: a hub that has been taken from its carrier must get another. */
  private static final int MOST_HUBS = 1024;

  /** How long to expect that the system has no threads to give. */
  private static final long SHORTAGE = TimeUnit.SECONDS.toNanos(1);

  /** How long a hub waits for a carrier that is being started. */
  private static final int PATIENCE_MILLIS = 50;

  /** Greenlets that wait here for the spare carriers that are promised to them. */
  private static final int MOST_ASIDE = 256;

  /**
   * Hubs that nobody owns, and greenlets that run aside; each has been promised one of the spare
   * carriers. Never grows.
   */
  private final ArrayDeque<Carried> waiting = new ArrayDeque<>(MOST_HUBS + MOST_ASIDE);

  /** Runs that the monitor does not know yet. */
  private final ConcurrentLinkedQueue<AsideRun.Begun> untold = new ConcurrentLinkedQueue<>();

  private final EngineErrors errors = new EngineErrors();

  private int most;

  /** Carriers with nothing to do. */
  private int spare;

  /** How many of these are promised to hubs that are being handed off. */
  private int reserved;

  /** How many of these there are to be, for a crowd. */
  private int wanted;

  /** How many are being started for one, and have not started others yet. */
  private int starting;

  /** With those that are being started. */
  private int count;

  /** When the system has last given no thread to a crowd. */
  private long refusedAt = System.nanoTime() - SHORTAGE;

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
  boolean reserve() {
    return reserve(false);
  }

  /**
   * Like {@link #reserve}, whatever the limit is: where a hub stands still because its greenlet
   * waits, perhaps for another one of the hub, this would last for ever.
   */
  boolean reserveBeyondLimit() {
    return reserve(true);
  }

  private boolean reserve(boolean beyondLimit) {
    String name;
    synchronized (this) {
      if (isSpareLeft()) {
        reserved++;
        return true;
      }
      if (count >= most && !beyondLimit) {
        refused++;
        return false;
      }
      name = nextName();
    }
    boolean started = start(name, this::run);
    synchronized (this) {
      if (started) {
        spare++;
        reserved++;
      } else {
        count--;
        refused++;
      }
    }
    return started;
  }

  private boolean isSpareLeft() {
    return spare > waiting.size() + reserved;
  }

  private String nextName() {
    count++;
    return "greenloom-carrier-" + created++;
  }

  private boolean start(String name, Runnable body) {
    try {
      new HubThread(name, body).start();
      return true;
    } catch (OutOfMemoryError e) {
      return false; // the system gives no thread
    }
  }

  /** Has a carrier, which has been reserved, run a hub that nobody owns. */
  synchronized void carry(Hub hub) {
    reserved--;
    waiting.add(hub);
    notify();
  }

  /**
   * Has a spare carrier run a greenlet without hub; returns false if there is none. Waits for a
   * moment for one that is being started: the hub would lose more time with the greenlet.
   */
  boolean runAside(RawGreenlet greenlet) {
    for (int i = 0; i < PATIENCE_MILLIS && mustWaitForSpare(); i++) {
      GreenloomBridge.pause(TimeUnit.MILLISECONDS.toNanos(1)); // others wait for notifications
    }
    return giveToSpare(new AsideRun(greenlet, this));
  }

  private synchronized boolean mustWaitForSpare() {
    return !isSpareLeft() && starting > 0;
  }

  private synchronized boolean giveToSpare(AsideRun run) {
    if (!isSpareLeft() || waiting.size() >= MOST_ASIDE) {
      return false;
    }
    waiting.add(run);
    wanted--;
    notify();
    return true;
  }

  /**
   * Has spare carriers made for as many greenlets. Each makes two others first, since who starts a
   * thread has to wait until it runs.
   */
  void prepare(int greenlets) {
    boolean isFirst;
    synchronized (this) {
      wanted = Math.min(greenlets, MOST_ASIDE);
      isFirst = starting == 0;
    }
    if (isFirst) {
      startWanted();
    }
  }

  private void startWanted() {
    String name;
    synchronized (this) {
      if (spare + starting >= wanted || count >= most || isSystemShort()) {
        return;
      }
      starting++;
      name = nextName();
    }
    if (!start(name, this::startOthersFirst)) {
      synchronized (this) {
        starting--;
        count--;
        wanted = 0;
        refusedAt = System.nanoTime();
      }
    }
  }

  /** Each attempt would have the JVM print two lines. */
  private boolean isSystemShort() {
    return System.nanoTime() - refusedAt < SHORTAGE;
  }

  private void startOthersFirst() {
    startWanted();
    startWanted();
    synchronized (this) {
      starting--;
      spare++;
    }
    run();
  }

  void tells(AsideRun.Begun run) {
    untold.add(run);
  }

  AsideRun.@Nullable Begun nextAsideRun() {
    return untold.poll();
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
    for (Carried next = next(); next != null; next = next()) {
      next.runOn(self);
      returned();
    }
  }

  private synchronized void returned() {
    spare++;
  }

  private synchronized @Nullable Carried next() {
    boolean idleForLong = false;
    while (waiting.isEmpty()) {
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
    return waiting.poll();
  }
}
