package io.greenloom.internal.hub;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that is never green: it carries hubs, watches them, or runs what the
 * application does not want on a hub.
 */
public final class HubThread extends Thread {
  /**
   * To be set aside, a greenlet needs more stack than it has used, up to as much again and a half;
   * one that blocks as deep as a platform thread could must have that, too. Only the address space
   * is taken beforehand.
   */
  private static final long STACK_SIZE = 4 * Math.max(GreenloomBridge.defaultStackSize(), 1 << 20);

  /** The hub that this thread carries or, after a hand-off, has lost; only touched by itself. */
  private @Nullable Hub hub;

  private volatile @Nullable ThreadClock clock;

  private final AtomicLong lostRuns = new AtomicLong();

  /** Set before it is started. */
  private boolean ofApplication;

  /** Number of the current run of a greenlet, see {@link Ownership}; only touched by itself. */
  private long run;

  /**
   * Creates a daemon thread in the JVM's own group, which inherits nothing from the application.
   *
   * @param name its name
   * @param body what it runs
   */
  public HubThread(String name, Runnable body) {
    super(systemGroup(), body, name, STACK_SIZE, false);
    setDaemon(true);
  }

  private static ThreadGroup systemGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
      group = parent;
    }
    return group;
  }

  void takes(Hub newHub, long number) {
    hub = newHub;
    run = number;
    startClock(); // last, as it needs memory
  }

  /** Makes {@link #busyNanos} known; called by itself. */
  void startClock() {
    if (clock == null) {
      clock = ThreadClock.ofCurrentThread();
    }
  }

  boolean carries(Hub other) {
    return hub == other;
  }

  /**
   * Creates one that runs code of the application, to which it is one of its own threads: dumps and
   * the search for owners of locks do not leave it out.
   *
   * @param name its name
   * @param body what it runs
   * @return the thread, not started
   */
  public static HubThread ofApplication(String name, Runnable body) {
    HubThread thread = new HubThread(name, body);
    thread.ofApplication = true;
    return thread;
  }

  /** {@return whether it runs code of the application, and never a hub} */
  public boolean isOfApplication() {
    return ofApplication;
  }

  /** The hub in whose loop this thread is, null if it has none or has lost it. */
  @Nullable Hub ownedHub() {
    Hub carried = hub;
    return carried != null && carried.isOwnedIn(run) ? carried : null;
  }

  /** {@return whether it waits, in a call of Java's, for somebody else; any thread} */
  public boolean isWaiting() {
    State state = GreenloomBridge.stateOf(this);
    return state == State.WAITING || state == State.BLOCKED;
  }

  /** {@return nanoseconds on or waiting for a processor so far, 0 if unknown; any thread} */
  public long busyNanos() {
    ThreadClock own = clock;
    return own == null ? 0 : own.busyNanos();
  }

  /** {@return nanoseconds waiting for a processor so far, 0 if unknown; any thread} */
  public long waitingNanos() {
    ThreadClock own = clock;
    return own == null ? 0 : own.waitingNanos();
  }

  /** {@return how many runs of greenlets have ended here after the hub was lost} */
  public long lostRuns() {
    return lostRuns.get();
  }

  void hasLostRun() {
    long ignored = lostRuns.incrementAndGet();
  }

  long currentRun() {
    return run;
  }

  void runs(long number) {
    run = number;
  }
}
