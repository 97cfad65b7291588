package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Affinity;
import java.util.concurrent.TimeUnit;

/**
 * A thread without a hub that tries for those who wait for monitors in vain, see {@link
 * Assistance}. Between two calls, see {@link AssistantCall}, it is parked.
 *
 * <p>It is of use only while it runs at the same time as the hub that calls it. The system would
 * wake it on that hub's processor, so it leaves that one, until another hub calls.
 *
 * <p>A green thread that gets its monitor runs on here, as one does that has lost its hub. If it
 * does not leave, the monitor's thread has another assistant made, and this one ends after it.
 */
final class Assistant {
  private static final long AWAKE_WITHIN = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long TRIES_FOR = TimeUnit.MICROSECONDS.toNanos(300);
  private static final long STUCK = TimeUnit.MILLISECONDS.toNanos(10);

  private final Assistance assistance;
  private final EngineErrors errors;
  private final Thread thread = Thread.currentThread();
  private final AssistantCall calls = new AssistantCall();

  /** The processor of the hub that calls; written before the call is seen, by that hub. */
  private volatile int cpu;

  /** When it last tried; an estimate. */
  private volatile long triedAt;

  /** The processor that it has left; only touched by itself. */
  private int left = -1;

  /** Whether it may be running somebody, since then. */
  private volatile boolean letsRun;

  Assistant(Assistance assistance, EngineErrors errors) {
    this.assistance = assistance;
    this.errors = errors;
  }

  /** Calls it and waits, for a moment, until it is awake; returns the call, or 0. A hub. */
  long call(long now) {
    cpu = Affinity.cpu();
    long call = calls.call();
    if (call != 0) {
      GreenloomBridge.unpark(thread);
      while (calls.isBeginning(call) && System.nanoTime() - now < AWAKE_WITHIN) {
        Thread.onSpinWait();
      }
    }
    return call;
  }

  /** Ends a call; the hub whose call it is. */
  void end(long call) {
    calls.end(call);
  }

  /** Whether somebody runs on here, or the system gives it no processor. */
  boolean isStuck(long now) {
    return letsRun && now - triedAt > STUCK;
  }

  /** Lets it see that it has been replaced. */
  void wake() {
    GreenloomBridge.unpark(thread);
  }

  /** The body of its thread, which links what it needs first. */
  void run() {
    try {
      if (!Affinity.link()) {
        assistance.isImpossible();
        return;
      }
    } catch (Throwable e) {
      errors.note(EngineErrors.ASSISTANT, e);
      assistance.isImpossible();
      return;
    }
    assistance.ready(this);
    while (assistance.isCurrent(this)) {
      long call = calls.unseen();
      try {
        if (call == 0) {
          GreenloomBridge.pause(-1);
          boolean ignored = Thread.interrupted(); // by the application; parking would not wait
        } else {
          assist(call);
        }
      } catch (Throwable e) {
        errors.note(EngineErrors.ASSISTANT, e);
      }
      calls.end(call);
    }
  }

  /**
   * Who runs on here must find the processors that it may use: it starts threads that inherit them.
   * So they are given back before, and it stays away from that one only while it is parked.
   */
  private void assist(long call) {
    if (cpu != left) {
      left = cpu;
      if (Affinity.leave(left) == 0) {
        assistance.isImpossible();
        return;
      }
    }
    Affinity.comeBack();
    try {
      tryDuring(call);
    } finally {
      int ignored = Affinity.leave(left);
    }
  }

  private void tryDuring(long call) {
    long start = System.nanoTime();
    if (!calls.sweeps(call)) {
      return;
    }
    // those who could have gone on before must not be in the way of who is about to leave
    boolean gone = tryWaiting(start);
    if (calls.tries(call)) {
      long now = start;
      while (!gone && calls.isTrying(call) && now - start < TRIES_FOR) {
        now = System.nanoTime();
        gone = tryWaiting(now);
      }
    }
    assistance.hasTried(gone);
  }

  private boolean tryWaiting(long now) {
    triedAt = now;
    letsRun = true;
    try {
      return assistance.tryWaiting();
    } finally {
      letsRun = false;
    }
  }
}
