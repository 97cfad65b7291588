package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.timer.Timer;
import io.greenloom.internal.timer.TimerQueue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: a run queue, a timer heap and a poller, run by one platform thread, its carrier.
 *
 * <h2>Going to sleep and being woken</h2>
 *
 * <pre>
 *   carrier                                other thread
 *   1. asleep = true                       1. add to the run queue or the timers' inbox
 *   2. full fence                          2. full fence
 *   3. look at queue and inbox again       3. if asleep, CAS it to false and wake the poller
 *   4. nothing there: block in the poller
 *   5. asleep = false
 * </pre>
 *
 * Invariant: work that is added is either seen by the carrier's second look or its adder sees
 * {@code asleep} and wakes the poller; the two fences rule out that both miss. The CAS lets one of
 * many adders pay for the system call. The carrier adds to its own queue without any of this.
 *
 * <h2>Hand-off</h2>
 *
 * A greenlet that blocks its carrier, or does not yield, must not stop the others. {@code state}
 * holds a number that counts up with each run of a greenlet and each hand-off, and a phase:
 *
 * <pre>
 *   (n, LOOP)    --&gt; (n+1, RUNNING)   the carrier, before it runs a greenlet
 *   (n, RUNNING) --&gt; (n, LOOP)        the carrier, after that; CAS
 *   (n, RUNNING) --&gt; (n, LOOP)        the greenlet's thread, to touch a timer; CAS, and back
 *   (n, RUNNING) --&gt; (n+1, LOOP)      the monitor, when this has lasted too long; CAS
 * </pre>
 *
 * Invariant: the carrier whose own number is the current one owns, in the LOOP phase, everything
 * here that is not safe for all threads; there is one such carrier at most, and no number comes
 * twice. Whoever loses a CAS has lost the hub for good: the carrier leaves the loop, and what its
 * greenlet does from then on goes the way of any foreign thread.
 *
 * <p>Greenlets of the API run one at a time. While one of them is on a carrier that has lost the
 * hub, {@code stranded}, the others are set aside.
 */
public final class Hub {
  /** Greenlets run between two looks at timers and I/O: neither starves, and polls stay rare. */
  private static final int BATCH = 256;

  private static final int QUEUE_CHUNK = 1024;
  private static final long POLL_FAILED_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long RUNNING = 1;
  private static final long STEP = 2;

  private static final VarHandle ASLEEP =
      Fields.handle(MethodHandles.lookup(), "asleep", boolean.class);
  private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", long.class);

  private final int index;
  private final Poller poller;
  private final Carriers carriers;
  private final MpscUnboundedVarHandleArrayQueue<RawGreenlet> ready =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final TimerQueue timers = new TimerQueue(new TimerAccess());

  private volatile boolean asleep;
  private volatile long state;

  /** The greenlet of the API that a former carrier still runs, or null. */
  private volatile @Nullable RawGreenlet stranded;

  // owned

  private final ArrayDeque<RawGreenlet> setAside = new ArrayDeque<>();

  // written by the owner only; others read estimates

  private @Nullable RawGreenlet running;
  private long timersFired;
  private long failures;

  Hub(int index, Poller poller, Carriers carriers) {
    this.index = index;
    this.poller = poller;
    this.carriers = carriers;
  }

  /** {@return the number of this hub, from 0} */
  public int index() {
    return index;
  }

  /** {@return the poller of this hub} */
  public Poller poller() {
    return poller;
  }

  /** {@return how often this hub has switched to a greenlet, or been handed off} */
  public long switches() {
    return state / STEP;
  }

  /** {@return how many timers of this hub have fired} */
  public long timersFired() {
    return timersFired;
  }

  /** {@return how many errors the loop itself has survived; 0 unless something is broken} */
  public long failures() {
    return failures;
  }

  /** {@return the greenlet that is running, if one is; an estimate} */
  public @Nullable RawGreenlet running() {
    return running;
  }

  // -- any thread

  /** Adds a greenlet to the run queue; any thread. */
  void ready(RawGreenlet greenlet) {
    ready.offer(greenlet);
    if (!isOwnersThread()) {
      wake();
    }
  }

  /**
   * Arms a timer; any thread.
   *
   * @param command runs on the carrier when the time is over; must not block
   * @param nanos the delay
   * @return the timer
   */
  public Timer schedule(Runnable command, long nanos) {
    return timers.schedule(command, System.nanoTime(), nanos);
  }

  private void wake() {
    VarHandle.fullFence();
    if (asleep && ASLEEP.compareAndSet(this, true, false)) {
      poller.wakeup();
    }
  }

  /** The owner looks at its queue again before it sleeps, and so does the next after a hand-off. */
  private boolean isOwnersThread() {
    return GreenloomBridge.currentCarrier() instanceof HubThread thread
        && thread.carries(this)
        && (state & ~RUNNING) == thread.currentRun();
  }

  /** Lets a greenlet's thread touch the timers as if it were in the loop. */
  private final class TimerAccess implements TimerQueue.Access {
    @Override
    public boolean enter() {
      return GreenloomBridge.currentCarrier() instanceof HubThread thread
          && thread.carries(Hub.this)
          && STATE.compareAndSet(Hub.this, thread.currentRun() | RUNNING, thread.currentRun());
    }

    @Override
    public void leave() {
      STATE.setRelease(Hub.this, state | RUNNING);
    }

    @Override
    public void wake() {
      Hub.this.wake();
    }
  }

  // -- hand-off, called by the monitor's thread only

  /**
   * Returns a token that stays the same as long as one greenlet runs without yielding.
   *
   * @return the token, or 0 if no greenlet is running
   */
  public long runToken() {
    long seen = state;
    return (seen & RUNNING) != 0 ? seen : 0;
  }

  /**
   * Gives this hub to another carrier if the greenlet that ran at some moment still does.
   *
   * @param token of that moment
   * @return whether it did so; not if it yielded meanwhile or no carrier is to be had
   */
  public boolean handOff(long token) {
    RawGreenlet culprit = running;
    if (state != token || !carriers.available()) {
      return false;
    }
    boolean ofApi = culprit != null && culprit.owner() != null;
    if (ofApi) {
      stranded = culprit;
    }
    if (STATE.compareAndSet(this, token, (token & ~RUNNING) + STEP)) {
      carriers.carry(this);
      return true;
    }
    if (ofApi) {
      stranded = null;
    }
    return false;
  }

  // -- the loop

  /** Runs this hub until it is handed off. */
  void loop(HubThread self) {
    self.takes(this, state);
    while (runReady(self)) {
      long now = System.nanoTime();
      timersFired += timers.fire(now);
      if (ready.isEmpty()) {
        sleep(timers.untilNext(now));
      } else {
        poll(0);
      }
    }
  }

  /** Runs what is ready; returns false if the hub has been lost meanwhile. */
  private boolean runReady(HubThread self) {
    for (int i = 0; i < BATCH; i++) {
      boolean oneAtATime = stranded != null;
      RawGreenlet greenlet = oneAtATime ? null : setAside.poll();
      if (greenlet == null) {
        greenlet = ready.poll();
      }
      if (greenlet == null) {
        return true;
      }
      if (oneAtATime && greenlet.owner() != null) {
        setAside.add(greenlet);
      } else if (!run(greenlet, self)) {
        return false;
      }
    }
    return true;
  }

  private boolean run(RawGreenlet greenlet, HubThread self) {
    long number = self.nextRun(STEP);
    running = greenlet;
    STATE.setRelease(this, number | RUNNING);
    try {
      greenlet.resume();
    } catch (Throwable e) {
      failures++; // the JDK's own continuation code failed; nobody above could do better
    }
    boolean owned = STATE.compareAndSet(this, number | RUNNING, number);
    if (!owned && stranded == greenlet) {
      stranded = null;
      wake();
    }
    return owned;
  }

  private void sleep(long nanos) {
    asleep = true;
    VarHandle.fullFence();
    boolean nothing =
        ready.isEmpty() && timers.isInboxEmpty() && (stranded != null || setAside.isEmpty());
    poll(nothing ? nanos : 0);
    asleep = false;
  }

  private void poll(long nanos) {
    try {
      poller.poll(nanos);
    } catch (IOException e) {
      failures++;
      LockSupport.parkNanos(POLL_FAILED_PAUSE);
    }
  }
}
