package io.greenloom.internal.hub;

import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.timer.Timer;
import io.greenloom.internal.timer.TimerQueue;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: a run queue, a timer heap and a poller, run by one platform thread, its carrier.
 *
 * <p>How it sleeps is in {@link SleepGuard}, who owns it in {@link Ownership}: what is marked
 * "owned" is touched by the owner only.
 *
 * <p>Greenlets of the API run one at a time. While one of them is on a carrier that has lost the
 * hub, {@code stranded}, the others are set aside.
 */
public final class Hub {
  /** Greenlets run between two looks at timers and I/O: neither starves, and polls stay rare. */
  private static final int BATCH = 256;

  private static final int QUEUE_CHUNK = 1024;
  private static final long POLL_FAILED_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final int index;
  private final Poller poller;
  private final Carriers carriers;
  private final MpscUnboundedVarHandleArrayQueue<RawGreenlet> ready =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final TimerQueue timers = new TimerQueue(new TimerAccess());

  private final SleepGuard sleep = new SleepGuard();
  private final Ownership ownership = new Ownership();
  private final BooleanSupplier hasWork = this::hasWork;
  private final LongConsumer poll = this::poll;

  /** Whether the JVM is ending. */
  private volatile boolean halted;

  /** The greenlet of the API that a former carrier still runs, or null. */
  private volatile @Nullable RawGreenlet stranded;

  // owned

  private final ArrayDeque<RawGreenlet> setAside = new ArrayDeque<>();

  // written by the owner only; others read estimates

  private @Nullable RawGreenlet running;
  private @Nullable HubThread carrier;
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
    return ownership.count();
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
    if (sleep.mustWake()) {
      poller.wakeup();
    }
  }

  /**
   * Stops the loop for good, outside native code: the JVM would wait 300 ms for a thread that
   * blocks there before it ends.
   */
  void halt() {
    halted = true;
    poller.wakeup();
  }

  /** The owner looks at its queue again before it sleeps, and so does the next after a hand-off. */
  private boolean isOwnersThread() {
    return GreenloomBridge.currentCarrier() instanceof HubThread thread
        && thread.carries(this)
        && thread.currentRun() == ownership.number();
  }

  /** Lets a greenlet's thread touch the timers as if it were in the loop. */
  private final class TimerAccess implements TimerQueue.Access {
    @Override
    public boolean enter() {
      return GreenloomBridge.currentCarrier() instanceof HubThread thread
          && thread.carries(Hub.this)
          && ownership.enter(thread.currentRun());
    }

    @Override
    public void leave() {
      ownership.leave(ownership.number());
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
    return ownership.runToken();
  }

  /**
   * How long the hub's carrier has been running or waiting for a processor, rather than blocked.
   *
   * @return nanoseconds since some time, 0 if unknown
   */
  public long carrierBusyNanos() {
    HubThread current = carrier;
    return current == null ? 0 : current.busyNanos();
  }

  /**
   * Gives this hub to another carrier if the greenlet that ran at some moment still does.
   *
   * @param token of that moment
   * @return whether it did so; not if it yielded meanwhile or no carrier is to be had
   */
  public boolean handOff(long token) {
    if (ownership.runToken() != token || !carriers.reserve()) {
      return false;
    }
    RawGreenlet culprit = running; // of this run, or taking it fails
    boolean ofApi = culprit != null && culprit.isOfApi();
    if (ofApi) {
      stranded = culprit;
    }
    if (ownership.take(token)) {
      carriers.carry(this);
      return true;
    }
    if (ofApi) {
      stranded = null;
      wake(); // meanwhile the carrier may have set greenlets aside and gone to sleep
    }
    return false;
  }

  // -- the loop

  /** Runs this hub until it is handed off. */
  void loop(HubThread self) {
    self.takes(this, ownership.number());
    carrier = self;
    boolean owned = true;
    while (owned) {
      try {
        owned = runReady(self);
        if (owned) {
          fireAndPoll();
        }
      } catch (Throwable e) {
        failures++; // out of memory, or the JDK's own timer code failed: the others must go on
      }
    }
  }

  private void fireAndPoll() {
    while (halted) {
      LockSupport.park(this);
    }
    long now = System.nanoTime();
    timersFired += timers.fire(now);
    if (ready.isEmpty()) {
      sleep.sleep(hasWork, poll, timers.untilNext(now));
    } else {
      poll(0);
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
      if (oneAtATime && greenlet.isOfApi()) {
        setAside.add(greenlet);
      } else if (!run(greenlet, self)) {
        return false;
      }
    }
    return true;
  }

  private boolean run(RawGreenlet greenlet, HubThread self) {
    running = greenlet;
    long number = ownership.begin(self.currentRun());
    self.runs(number);
    try {
      greenlet.resume();
    } catch (Throwable e) {
      failures++; // the JDK's own continuation code failed; nobody above could do better
    }
    boolean owned = ownership.end(number);
    if (!owned && stranded == greenlet) {
      stranded = null;
      wake();
    }
    return owned;
  }

  private boolean hasWork() {
    return !ready.isEmpty() || !timers.isInboxEmpty() || (stranded == null && !setAside.isEmpty());
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
