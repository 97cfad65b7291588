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

  private final Runnable ordinary = this::run;
  private final Runnable recruited = this::startOthersFirst;

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

  /** Starts carriers for crowds, once there has been one. */
  private volatile @Nullable HubThread recruiter;

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
    boolean started = start(name, ordinary);
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
    String name = "greenloom-carrier-" + created; // first, as it needs memory
    created++;
    count++;
    return name;
  }

  private static boolean start(String name, Runnable body) {
    HubThread made;
    try {
      made = new HubThread(name, body);
    } catch (OutOfMemoryError e) {
      return false;
    }
    return start(made);
  }

  private static boolean start(HubThread thread) {
    try {
      thread.start();
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

  /** Has a spare carrier run a greenlet without hub; returns false if there is none. */
  boolean runAside(RawGreenlet greenlet) {
    return giveToSpare(new AsideRun(greenlet, this));
  }

  /** One is kept: to start one for a hub may take long where processors are short. */
  private synchronized boolean giveToSpare(AsideRun run) {
    if (spare - 1 <= waiting.size() + reserved || waiting.size() >= MOST_ASIDE) {
      return false;
    }
    waiting.add(run);
    wanted--;
    notify();
    return true;
  }

  /**
   * Has spare carriers started for as many greenlets, by another thread, as who starts a thread has
   * to wait until it runs; the monitor only.
   */
  void prepare(int greenlets) {
    synchronized (this) {
      wanted = Math.min(greenlets, MOST_ASIDE);
      if (!isOneToStart()) {
        return;
      }
    }
    if (recruiter == null) {
      HubThread made = new HubThread("greenloom-recruiter", this::recruit);
      if (!start(made)) {
        noThreadGiven();
        return;
      }
      recruiter = made;
    }
    GreenloomBridge.unpark(recruiter);
  }

  /** Has at least one started; returns false if that cannot be. */
  boolean awaitsSpare() {
    HubThread starter = recruiter;
    synchronized (this) {
      wanted = Math.max(wanted, 1);
      if (starter == null || (starting == 0 && !isOneToStart())) {
        return false;
      }
    }
    GreenloomBridge.unpark(starter);
    return true;
  }

  private synchronized void noThreadGiven() {
    refusedAt = System.nanoTime();
  }

  private boolean isOneToStart() {
    return spare - 1 + starting < wanted
        && count < most
        && System.nanoTime() - refusedAt >= SHORTAGE; // each attempt has the JVM print two lines
  }

  private void recruit() {
    while (true) {
      try {
        while (startsWanted()) {
          // the next one
        }
      } catch (Throwable e) {
        errors.note(EngineErrors.RECRUITER, e); // out of memory
        noThreadGiven();
      }
      GreenloomBridge.pause(-1);
      boolean ignored = Thread.interrupted(); // by the application; parking would not wait
    }
  }

  private boolean startsWanted() {
    String name;
    synchronized (this) {
      if (!isOneToStart()) {
        return false;
      }
      name = nextName();
      starting++;
    }
    boolean started = start(name, recruited);
    if (!started) {
      synchronized (this) {
        starting--;
        count--;
      }
      noThreadGiven();
    }
    return started;
  }

  /** In a crowd each that starts another one waits for it, so that many have to. */
  private void startOthersFirst() {
    try {
      boolean first = startsWanted();
      boolean _ = first && startsWanted();
    } catch (Throwable e) {
      errors.note(EngineErrors.NEW_CARRIER, e); // out of memory
    }
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
