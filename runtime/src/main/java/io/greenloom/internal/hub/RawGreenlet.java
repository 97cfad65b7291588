package io.greenloom.internal.hub;

import org.jspecify.annotations.Nullable;

/**
 * What a hub runs: the scheduler of one virtual thread, and with it the element of a run queue.
 * gevent calls the bare coroutine under a {@code Greenlet} by this name.
 */
public sealed class RawGreenlet extends GreenloomGreenlet permits ApiGreenlet {
  /**
   * Where it runs or, while it waits, ran last; another hub may have stolen it. Written by that
   * hub's carrier. An outdated value does no harm, as a green thread may be queued with any hub;
   * other greenlets keep theirs.
   */
  private Hub hub;

  /** The hub's clock when it ran last; an estimate, as all that follows. */
  private long ranAt;

  /** Since when it, and those in whose time it runs, have run before others of the queue. */
  private long sliceStart;

  private boolean continuesSlice;

  private boolean wasLetGo;

  private boolean hasRun;

  /** Whether it has lost the hub when it ran last, or would have. */
  private boolean hogs;

  /** Whether to look, after each run, whether it waits for a monitor again, see Assistance. */
  private boolean wasUnblocked;

  /** Made when it first has to. */
  private @Nullable VainWait vainWait;

  /** Whether it may be about to leave a monitor that somebody waits for. */
  private boolean suspect;

  /** Whether the JVM may not exit while this greenlet lives. */
  private final boolean keepsJvm;

  /** The virtual thread's continuation: the JDK hands the same one to each {@link #execute}. */
  private @Nullable Runnable continuation;

  /** What others want thrown in it; made when somebody does. Guarded by this for writing. */
  private volatile @Nullable Pending pending;

  /** What it waits for in a call of the API, for dumps; written by itself. */
  private @Nullable Object awaited;

  /**
   * Creates the greenlet behind an application thread; the bridge makes its virtual thread.
   *
   * @param hub where it runs
   * @param facade the application's thread
   */
  public RawGreenlet(Hub hub, Thread facade) {
    super(facade);
    this.hub = hub;
    this.keepsJvm = !facade.isDaemon();
  }

  /**
   * Creates a greenlet without facade.
   *
   * @param hub where it runs
   * @param name the name of its virtual thread
   * @param body what it runs
   */
  RawGreenlet(Hub hub, String name, Runnable body) {
    super(null);
    this.hub = hub;
    this.keepsJvm = false;
    newThread(name, body);
  }

  /** {@return the hub that runs this greenlet, or has run it last} */
  public final Hub hub() {
    return hub;
  }

  /** {@return whether the JVM may not exit while this greenlet lives} */
  public final boolean keepsJvm() {
    return keepsJvm;
  }

  /** {@return whether it belongs to the API, whose greenlets run one at a time} */
  public final boolean isOfApi() {
    return facade() == null;
  }

  /** {@return what others want thrown in this greenlet} */
  public final Pending pending() {
    Pending known = pending;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = pending;
      if (known == null) {
        known = Pending.of(this);
        pending = known;
      }
      return known;
    }
  }

  final void mark(boolean pending) {
    setPending(pending);
  }

  final void isAbandoning() {
    abandons();
  }

  @Override
  public final void throwPending() {
    Pending known = pending;
    if (known != null) {
      known.throwFirst();
    }
  }

  /** {@return what it waits for in a call of the API, or null; out of date while it runs} */
  public final @Nullable Object awaited() {
    return awaited;
  }

  /**
   * Remembers what it is about to wait for; called by itself.
   *
   * @param what the object or a collection of them; null when it has waited
   */
  public final void awaits(@Nullable Object what) {
    awaited = what;
  }

  /** Makes the greenlet ready; called by the JDK from any thread. */
  @Override
  public void execute(Runnable command) {
    continuation = command;
    Hub.submit(this);
  }

  /** {@return when it ran last, by a hub's clock; an estimate} */
  final long ranAt() {
    return ranAt;
  }

  /** It has left its carrier at about this time; its hub's carrier. */
  final void hasLeftAt(long now) {
    ranAt = now;
  }

  /** It goes ahead of who wakes it, or does not; his carrier. */
  final void letGoFirst(boolean first, boolean again) {
    wasLetGo = first && !again;
    goesFirst(first);
  }

  /**
   * Whether it was let go first the last time that it was woken, which may have been in vain: who
   * gets a permit wakes the next one, whether there is another permit or not.
   */
  final boolean wasLetGoInVain() {
    return wasLetGo;
  }

  /** {@return since when it runs without letting the queue have its turn; an estimate} */
  final long sliceStart() {
    return sliceStart;
  }

  /** It runs next in somebody's time, who has begun then; his carrier. */
  final void continuesSlice(long start) {
    sliceStart = start;
    continuesSlice = true;
  }

  /** {@return whether it has run before; an estimate} */
  final boolean hasRun() {
    return hasRun;
  }

  /** {@return whether it may run for long, as far as is known; an estimate} */
  final boolean mayHog() {
    return hogs || !hasRun;
  }

  /** It has run for long, or has not; who carried it. */
  final void hogs(boolean forLong) {
    hogs = forLong;
  }

  /** It has woken another one and lets that go first; its carrier only. */
  final void wakesFirst() {
    owesTurn();
  }

  /** Runs the greenlet until it yields or ends; the hub's carrier only. */
  final void resumeOn(Hub owned) {
    hub = owned;
    long now = owned.clock();
    hasRun = true;
    hogs = false;
    ranAt = now;
    goesFirst(false);
    if (continuesSlice) {
      continuesSlice = false;
    } else {
      sliceStart = now;
    }
    resumeAndLook(owned);
  }

  private void resumeAndLook(Hub owned) {
    long start = wasUnblocked ? System.nanoTime() : 0;
    resume();
    if (wasUnblocked) {
      owned.assistance().hasLeft(this, start == 0 ? 0 : System.nanoTime() - start);
    }
  }

  private void resume() {
    Runnable current = continuation;
    if (current != null) {
      current.run();
    }
  }

  /** Runs it without a hub; a carrier that has none. */
  final void resumeAside() {
    hasRun = true;
    goesFirst(false);
    continuesSlice = false;
    resumeAndLook(hub);
  }

  // -- for Assistance; all of it estimates but who may run it

  /** Whether it is let go for a monitor; the thread of the JDK that does so, and its carrier. */
  final void setUnblocked(boolean unblocked) {
    wasUnblocked = unblocked;
  }

  final boolean wasUnblocked() {
    return wasUnblocked;
  }

  /** {@return whether it waits for a monitor, or in {@code Object.wait}} */
  final boolean waitsForMonitor() {
    return isAtMonitor();
  }

  final boolean waitsForNotify() {
    return isInWait();
  }

  final @Nullable VainWait vainWait() {
    return vainWait;
  }

  final VainWait makeVainWait() {
    VainWait known = vainWait;
    if (known == null) {
      known = new VainWait(this);
      vainWait = known;
    }
    return known;
  }

  final void setSuspect(boolean newSuspect) {
    suspect = newSuspect;
  }

  final boolean isSuspect() {
    return suspect;
  }

  /**
   * Runs the greenlet on the current thread, which has no hub, if it waits for a monitor.
   *
   * @return false if it does not
   */
  final boolean tryMonitor() {
    if (!tryUnblock()) {
      return false;
    }
    resume();
    return true;
  }

  /** {@return the thread of the JDK that lets go on whom the VM has chosen, or null} */
  static @Nullable Thread unblockerOfJdk() {
    return unblocker();
  }
}
