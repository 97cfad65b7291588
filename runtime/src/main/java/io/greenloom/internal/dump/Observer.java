package io.greenloom.internal.dump;

import io.greenloom.internal.hub.ApiGreenlet;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.RawGreenlet;
import io.greenloom.internal.jdk.ThreadSnapshot;
import io.greenloom.internal.timer.Timer;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one thread after the other. A greenlet that waits is kept from going on for the moment
 * of the look, one that runs is looked at by the VM; neither takes a lock of the application's.
 */
final class Observer {
  private final Joins joins;
  private final Activities activities = new Activities(GreenloomBridge::ownerOf);

  Observer(Joins joins) {
    this.joins = joins;
  }

  /** What a greenlet tells of itself while it stands still. */
  private static final class Glance implements Runnable {
    private final RawGreenlet greenlet;
    int ioWait;
    @Nullable Object awaited;
    long remaining = Activity.UNKNOWN;

    Glance(RawGreenlet greenlet) {
      this.greenlet = greenlet;
    }

    @Override
    public void run() {
      ioWait = greenlet.ioWait();
      awaited = greenlet.awaited();
      Future<?> timer = GreenloomDumps.timer(greenlet.thread());
      if (timer instanceof Timer ours) {
        remaining = Math.max(0, ours.deadline() - System.nanoTime());
      } else if (timer instanceof Delayed other) {
        remaining = Math.max(0, other.getDelay(TimeUnit.NANOSECONDS));
      }
    }
  }

  /** Looks again at a thread; null if it has ended. */
  @Nullable Observation look(Thread thread) {
    return GreenloomBridge.greenletOf(GreenloomPolling.parked(thread)) instanceof RawGreenlet raw
        ? look(raw)
        : lookAtPlatform(thread);
  }

  /**
   * Looks at a greenlet; null if it has ended. One that is ready is not suspended: it would be
   * queued once more for it, and one that only yields would never lose that second turn.
   */
  @Nullable Observation look(RawGreenlet greenlet) {
    Thread facade = greenlet.facade();
    Thread thread = facade != null ? facade : greenlet.thread();
    boolean awaitsTurn = greenlet instanceof ApiGreenlet api && api.awaitsItsTurn();
    if (awaitsTurn || GreenloomBridge.stateOf(greenlet.thread()) == Thread.State.RUNNABLE) {
      StackTraceElement[] trace = GreenloomDumps.mountedTrace(greenlet.thread());
      List<StackTraceElement> frames = trace == null ? List.of() : List.of(trace);
      return new Observation(
          thread,
          attributes(greenlet, facade),
          trace == null || awaitsTurn ? Activity.READY : Activity.RUNNING,
          frames,
          List.of());
    }
    Glance glance = new Glance(greenlet);
    ThreadSnapshot snapshot = ThreadSnapshot.ofGreen(thread, glance);
    if (snapshot == null || snapshot.state() == Thread.State.TERMINATED) {
      return null;
    }
    return new Observation(
        thread,
        attributes(greenlet, facade),
        activities.of(facts(greenlet, snapshot, glance)),
        snapshot.trace(),
        snapshot.monitors());
  }

  private Facts facts(RawGreenlet greenlet, ThreadSnapshot snapshot, Glance glance) {
    Thread.State state = snapshot.state();
    Object lock = snapshot.lock();
    if (snapshot.mounted()) {
      state = GreenloomBridge.stateOf(greenlet.thread());
      lock = LockSupport.getBlocker(greenlet.thread());
      glance.run();
    }
    return new Facts(
        snapshot.mounted(),
        state,
        snapshot.trace(),
        lock,
        glance.ioWait,
        joins.find(snapshot.trace(), lock, glance.awaited),
        joins.describe(glance.awaited),
        state == Thread.State.TIMED_WAITING ? glance.remaining : Activity.NO_LIMIT);
  }

  private static String attributes(RawGreenlet greenlet, @Nullable Thread facade) {
    String kind = facade == null ? ", spawned" : facade.isDaemon() ? ", daemon" : "";
    return kind + ", hub " + greenlet.hub().index();
  }

  /** Whether a thread is one that the application may know; not a carrier. */
  static boolean isOfApplication(Thread platform) {
    return !(platform instanceof HubThread own && !own.isOfApplication())
        && !platform.getClass().getName().equals("jdk.internal.misc.CarrierThread");
  }

  /** Looks at a thread that is not green; null if it has ended. */
  @Nullable Observation lookAtPlatform(Thread thread) {
    ThreadSnapshot snapshot = ThreadSnapshot.ofPlatform(thread);
    if (snapshot == null || snapshot.state() == Thread.State.TERMINATED) {
      return null;
    }
    return new Observation(
        thread,
        (thread.isDaemon() ? ", daemon" : "") + ", platform thread",
        activityOfPlatform(snapshot),
        snapshot.trace(),
        snapshot.monitors());
  }

  private Activity activityOfPlatform(ThreadSnapshot snapshot) {
    Thread.State state = snapshot.state();
    Object lock = snapshot.lock();
    boolean limited = state == Thread.State.TIMED_WAITING;
    return state == Thread.State.RUNNABLE
        ? Activity.RUNNING
        : activities.of(
            new Facts(
                false,
                state,
                snapshot.trace(),
                lock,
                0,
                joins.find(snapshot.trace(), lock, null),
                null,
                limited ? Activity.UNKNOWN : Activity.NO_LIMIT));
  }
}
