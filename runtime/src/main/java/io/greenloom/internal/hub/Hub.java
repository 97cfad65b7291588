package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.timer.Timer;
import io.greenloom.internal.timer.TimerQueue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/**
 * One event loop: a run queue, a timer heap and a poller, run by one platform thread, its carrier.
 *
 * <p>Going to sleep and being woken:
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
 */
public final class Hub {
  /** Greenlets run between two looks at timers and I/O: neither starves, and polls stay rare. */
  private static final int BATCH = 256;

  private static final int QUEUE_CHUNK = 1024;
  private static final long POLL_FAILED_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final VarHandle ASLEEP =
      Fields.handle(MethodHandles.lookup(), "asleep", boolean.class);

  private final int index;
  private final Poller poller;
  private final HubThread carrier;
  private final MpscUnboundedVarHandleArrayQueue<RawGreenlet> ready =
      new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
  private final TimerQueue timers = new TimerQueue(this::isOnCarrier, this::wake);

  private volatile boolean asleep;

  // written by the carrier only; others read estimates
  private long switches;
  private long timersFired;
  private long failures;

  Hub(int index, Poller poller) {
    this.index = index;
    this.poller = poller;
    this.carrier = new HubThread("greenloom-hub-" + index, this::loop);
  }

  void start() {
    carrier.start();
  }

  /** {@return the number of this hub, from 0} */
  public int index() {
    return index;
  }

  /** {@return the poller of this hub} */
  public Poller poller() {
    return poller;
  }

  /** {@return how often this hub has switched to a greenlet} */
  public long switches() {
    return switches;
  }

  /** {@return how many timers of this hub have fired} */
  public long timersFired() {
    return timersFired;
  }

  /** {@return how many errors the loop itself has survived; 0 unless something is broken} */
  public long failures() {
    return failures;
  }

  private boolean isOnCarrier() {
    return GreenloomBridge.currentCarrier() == carrier;
  }

  /** Adds a greenlet to the run queue; any thread. */
  void ready(RawGreenlet greenlet) {
    ready.offer(greenlet);
    if (!isOnCarrier()) {
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

  private void loop() {
    while (true) {
      try {
        runReady();
        long now = System.nanoTime();
        timersFired += timers.fire(now);
        if (ready.isEmpty()) {
          sleep(timers.untilNext(now));
        } else {
          poll(0);
        }
      } catch (Throwable e) {
        // The JDK's own continuation or timer code failed; nobody above could do better.
        failed();
      }
    }
  }

  private void runReady() {
    for (int i = 0; i < BATCH; i++) {
      RawGreenlet greenlet = ready.poll();
      if (greenlet == null) {
        return;
      }
      switches++;
      greenlet.resume();
    }
  }

  private void sleep(long nanos) {
    asleep = true;
    VarHandle.fullFence();
    boolean nothing = ready.isEmpty() && timers.isInboxEmpty();
    poll(nothing ? nanos : 0);
    asleep = false;
  }

  private void poll(long nanos) {
    try {
      poller.poll(nanos);
    } catch (IOException e) {
      failed();
      LockSupport.parkNanos(POLL_FAILED_PAUSE);
    }
  }

  private void failed() {
    failures++;
  }
}
