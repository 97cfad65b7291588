package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.LastWaits;
import io.greenloom.internal.hub.Pending;
import io.greenloom.internal.hub.RawGreenlet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One wait of the current thread, greenlet or not: the only place where calls of this package park.
 *
 * <p>A waiter is decided once, by a CAS from null: by whoever {@link #fire}s it, or by the thread
 * that gives up. Who fires has handed something over, a message for instance, so that the thread
 * that would give up and loses the CAS takes that first; kill and timeout then stay pending.
 *
 * <p>gevent's class of this name is the same.
 */
final class Waiter implements LastWaits.Wait {
  /** No limit. */
  static final long FOR_EVER = -1;

  private static final Object GIVEN_UP = new Object();
  private static final VarHandle OUTCOME = outcomeHandle();

  private final Thread thread = Thread.currentThread();
  private final boolean installed = Installation.current() != null;

  /** What the wait is for, as dumps show it. */
  private final Object what;

  /** Null, what it was fired with, or {@link #GIVEN_UP}. */
  @SuppressWarnings("unused") // set by VarHandle
  private volatile @Nullable Object outcome;

  /**
   * Creates a waiter for the current thread.
   *
   * @param what what it is going to wait for
   */
  Waiter(Object what) {
    this.what = what;
  }

  private static VarHandle outcomeHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The nanoseconds of a time limit, 0 for none left, {@link #FOR_EVER} for null. */
  static long nanos(@Nullable Duration limit) {
    return limit == null ? FOR_EVER : Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
  }

  /**
   * Ends the wait; any thread, must not wait itself.
   *
   * @param with what {@link #await} returns
   * @return whether it did; not if the wait is over already
   */
  boolean fire(Object with) {
    if (!OUTCOME.compareAndSet(this, null, with)) {
      return false;
    }
    LockSupport.unpark(thread);
    return true;
  }

  /** {@return whether it has neither been fired nor given up} */
  boolean isWaiting() {
    return outcome == null;
  }

  /**
   * Waits until fired.
   *
   * @param nanos the longest wait, 0 to only look, or {@link #FOR_EVER}
   * @return what it was fired with, null if the time is over
   * @throws InterruptedException if the thread is interrupted
   */
  @SuppressWarnings("ReferenceEquality") // a constant
  @Nullable Object await(long nanos) throws InterruptedException {
    if (outcome == null && nanos != 0) {
      if (installed) {
        parkOnRecord(nanos);
      } else {
        park(nanos, null);
      }
    }
    boolean ignored = giveUp();
    Object known = outcome;
    if (known instanceof LoopExit exit) {
      throw exit;
    }
    return known == GIVEN_UP ? null : known;
  }

  /** Where dumps and the search for a standstill find it. */
  private void parkOnRecord(long nanos) throws InterruptedException {
    RawGreenlet greenlet =
        GreenloomBridge.greenletOf(thread) instanceof RawGreenlet current ? current : null;
    boolean last = nanos < 0 && (greenlet == null || !greenlet.isOfApi());
    if (last) {
      LastWaits.begin(this);
    }
    if (greenlet != null) {
      greenlet.awaits(what);
    }
    try {
      park(nanos, greenlet);
    } finally {
      if (greenlet != null) {
        greenlet.awaits(null);
      }
      if (last) {
        LastWaits.end(this);
      }
    }
  }

  private void park(long nanos, @Nullable RawGreenlet greenlet) throws InterruptedException {
    long deadline = nanos < 0 ? 0 : System.nanoTime() + nanos;
    while (outcome == null) {
      throwIfUnwanted(greenlet);
      if (nanos < 0) {
        LockSupport.park(what);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(what, left);
      }
    }
  }

  /** What somebody wants thrown is taken first: it may be gone a moment later. */
  private void throwIfUnwanted(@Nullable RawGreenlet greenlet) throws InterruptedException {
    Pending pending = null;
    if (greenlet != null) {
      pending = greenlet.hasPending() ? greenlet.pending() : null;
    } else if (installed) {
      pending = Pending.ofOther(thread);
    }
    Throwable wanted = pending == null ? null : pending.take();
    if (pending != null && wanted != null) {
      if (giveUp()) {
        throw Pending.thrown(wanted);
      }
      pending.putBack(wanted);
    }
    if (thread.isInterrupted() && giveUp()) {
      boolean ignored = Thread.interrupted();
      throw new InterruptedException();
    }
  }

  private boolean giveUp() {
    return OUTCOME.compareAndSet(this, null, GIVEN_UP);
  }

  // -- the end of all waits

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public Object what() {
    return what;
  }

  @Override
  public void neverEnds(String message) {
    boolean ignored = fire(new LoopExit(message));
  }

  // -- letting others run

  /**
   * Lets the others run, and throws nothing that is pending: what has been done before is done.
   *
   * @see io.greenloom.internal.Callers
   */
  @SuppressWarnings("ThreadPriorityCheck") // it is what this method is for
  static void yieldQuietly() {
    Thread.yield();
  }
}
