package io.greenloom.internal.hub;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lets those have monitors who wait for them in vain. Whom the VM has chosen when a monitor becomes
 * free is let go by a thread of the JDK, the unblocker, which has to be woken first: whoever enters
 * the monitor again at once has it before. OS threads are as quick as he is.
 *
 * <p>So somebody has to try for the one who waits just then. A green thread in state BLOCKED may be
 * let go at any time: who changes that state by CAS runs it, and nobody else does; if the monitor
 * is taken, it is BLOCKED again. The {@link Assistant} does this while a suspect runs: one that had
 * run shortly before the unblocker was last at work, and so may have left a monitor then, and leave
 * it again now. For whom, {@link VainWaits} knows.
 *
 * <p>Only while somebody starves, that is has been let go in vain for some time; not more often
 * than once in {@code pause}, which is longer where it is of no use. The fields are estimates, each
 * by the thread that is named there; what may not be wrong is in {@link AssistantCall} and in the
 * state of the virtual thread.
 */
public final class Assistance {
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(64);
  private static final int USELESS_IN_A_ROW = 16;
  private static final long STARVATION_LASTS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longer than it takes to find that what one has waited for is taken. */
  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(1);

  /** Of those who wait; the first ones are those whom the VM chooses first. */
  private static final int LOOKED_AT = 16;

  /** Suspects of each hub, a power of two. */
  private static final int SUSPECTS = 8;

  /** At the same time, all but one with somebody who runs on there. */
  private static final int MOST_ASSISTANTS = 4;

  private final @Nullable Thread unblocker = RawGreenlet.unblockerOfJdk();
  private final VainWaits waits = new VainWaits();

  /** Set by carriers, cleared by the monitor's thread; plain, as each run looks at it. */
  private boolean needed;

  private volatile long starvedAt;

  /** Who has run on each hub, while this is needed; the hubs, cleared by who marks them. */
  private final AtomicReferenceArray<@Nullable RawGreenlet> lastRuns;

  /** How many have; each the carrier of its hub. */
  private final int[] runs;

  /** Whom each has called last. */
  private final @Nullable Assistant[] called;

  /** When a hub may call next; CAS, so that one does. */
  private final AtomicLong nextAt = new AtomicLong(System.nanoTime());

  /** The assistant. */
  private volatile long pause = SHORTEST_PAUSE;

  private int useless;

  /** Suspects that could not have an assistant since the last call; hubs. */
  private int refused;

  /**
   * How many suspects to pass over before the next call: where several leave monitors in turns, not
   * always the first one's successor must be helped. Hubs.
   */
  private int passedOver;

  private volatile @Nullable Assistant assistant;
  private volatile boolean wanted;

  /** The monitor's thread sets it, the assistant's clears it. */
  private volatile boolean isBeingMade;

  private volatile boolean impossible;
  private final AtomicInteger assistants = new AtomicInteger();

  Assistance(int hubs) {
    lastRuns = new AtomicReferenceArray<>(hubs * SUSPECTS);
    runs = new int[hubs];
    called = new Assistant[hubs];
  }

  /** A green thread is submitted by a thread without a hub. */
  void isSubmitted(RawGreenlet greenlet) {
    if (GreenloomBridge.currentCarrier() != unblocker) {
      return;
    }
    greenlet.setUnblocked(true);
    if (needed) {
      for (int i = 0; i < lastRuns.length(); i++) {
        RawGreenlet last = lastRuns.getOpaque(i);
        if (last != null) {
          lastRuns.setOpaque(i, null);
          last.setSuspect(true);
        }
      }
    }
  }

  /** {@return whether {@link #beforeRun} has to be called; an estimate} */
  boolean isNeeded() {
    return needed;
  }

  /** A hub is about to run a greenlet; returns a call to be given to {@link #afterRun}, or 0. */
  long beforeRun(int hub, RawGreenlet greenlet) {
    if (greenlet.wasUnblocked() || greenlet.isOfApi()) {
      return 0;
    }
    lastRuns.setOpaque(hub * SUSPECTS + (runs[hub]++ & (SUSPECTS - 1)), greenlet);
    if (!greenlet.isSuspect()) {
      return 0;
    }
    greenlet.setSuspect(false);
    Assistant current = assistant;
    if (current == null) {
      wanted = true;
      return 0;
    }
    if (!mayCall()) {
      return 0;
    }
    called[hub] = current;
    return current.call(System.nanoTime());
  }

  private boolean mayCall() {
    long next = nextAt.get();
    long now = System.nanoTime();
    if (now - next < 0) {
      refused++;
      return false;
    }
    if (waits.isEmpty() || --passedOver >= 0 || !nextAt.compareAndSet(next, now + pause)) {
      return false;
    }
    passedOver = (int) Long.remainderUnsigned((now * 0x9E3779B97F4A7C15L) >>> 16, refused + 1L);
    refused = 0;
    return true;
  }

  /** The run has ended. */
  void afterRun(int hub, long call) {
    Assistant current = called[hub];
    if (current != null) {
      current.end(call);
    }
  }

  /**
   * One that the unblocker has let go has left its carrier.
   *
   * @param nanos how long it has run: who has done something and waits again has had its turn
   */
  void hasLeft(RawGreenlet greenlet, long nanos) {
    if (!greenlet.waitsForMonitor() || nanos >= TURN) {
      greenlet.setUnblocked(false);
      VainWait wait = greenlet.vainWait();
      if (wait != null) {
        wait.wentOn();
        waits.remove(wait);
      }
      return;
    }
    long now = System.nanoTime();
    VainWait wait = greenlet.makeVainWait();
    wait.wasInVain(now);
    if (greenlet.waitsForNotify() || !waits.contains(wait)) {
      waits.moveToEnd(wait);
    }
    if (wait.starves(now)) {
      starvedAt = now;
      needed = true;
    }
  }

  /** Tries for those who wait, until one goes on; returns whether one has. The assistant. */
  boolean tryWaiting() {
    long end = waits.end();
    int looked = 0;
    for (long place = waits.first(); place < end && looked < LOOKED_AT; place++) {
      VainWait wait = waits.at(place);
      if (wait != null && wait.place() != place) {
        waits.forget(place, wait); // two had added it at the same time
      } else if (wait != null) {
        looked++;
        if (tryFor(wait.greenlet())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean tryFor(RawGreenlet greenlet) {
    if (!greenlet.tryMonitor()) {
      return false;
    }
    boolean waitsAgain = greenlet.waitsForMonitor();
    if (!waitsAgain || greenlet.waitsForNotify()) {
      hasLeft(greenlet, 0); // it is behind the others now
    }
    return !waitsAgain;
  }

  /** It has been of use, or not; the assistant. */
  void hasTried(boolean somebodyWentOn) {
    if (somebodyWentOn) {
      useless = 0;
      pause = SHORTEST_PAUSE;
    } else if (++useless % USELESS_IN_A_ROW == 0) {
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /** Whether this is the one that hubs call. */
  boolean isCurrent(Assistant asking) {
    return assistant == asking;
  }

  /** From now on hubs call this one. */
  void ready(Assistant linked) {
    assistant = linked;
    isBeingMade = false;
  }

  /** There is one processor only, or the system does not have the calls that are needed. */
  void isImpossible() {
    impossible = true;
    assistant = null;
    isBeingMade = false;
  }

  /**
   * Sees whether this is needed, and makes an assistant if it is; the monitor's thread.
   *
   * @param now {@code System.nanoTime()}
   * @param allowed whether green threads may run without a hub
   * @param errors where the assistant notes its errors
   */
  public void tick(long now, boolean allowed, EngineErrors errors) {
    if (needed && (now - starvedAt > STARVATION_LASTS || !allowed || impossible)) {
      needed = false;
    }
    if (!needed) {
      for (int i = 0; i < lastRuns.length(); i++) {
        lastRuns.setOpaque(i, null); // or those that have ended would stay reachable
      }
    }
    Assistant current = assistant;
    if (current != null && current.isStuck(now)) {
      assistant = null;
      current.wake();
    }
    if (wanted) {
      wanted = false;
      if (allowed && !impossible && assistants.get() < MOST_ASSISTANTS && !isBeingMade) {
        make(errors);
      }
    }
  }

  private void make(EngineErrors errors) {
    isBeingMade = true;
    assistants.incrementAndGet();
    boolean started = false;
    try {
      new HubThread("greenloom-assistant", () -> run(errors)).start();
      started = true;
    } finally {
      if (!started) {
        isBeingMade = false;
        hasEnded();
      }
    }
  }

  private void run(EngineErrors errors) {
    try {
      new Assistant(this, errors).run();
    } catch (Throwable e) {
      errors.note(EngineErrors.ASSISTANT, e); // out of memory
      isBeingMade = false;
    } finally {
      hasEnded();
    }
  }

  private void hasEnded() {
    assistants.decrementAndGet();
  }
}
