package io.greenloom.internal.hub;

import io.greenloom.internal.hub.WaitSite.Exit;
import io.greenloom.internal.jdk.Sneaky;
import io.greenloom.internal.timer.Timer;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What others want thrown in one thread: kills and timeouts, first in, first out. A thread throws
 * it itself, where it waits: see {@link WaitSite} for where that is possible. Elsewhere it stays
 * pending until the next such wait.
 *
 * <p>Protocol:
 *
 * <ol>
 *   <li>Whoever adds something sets the greenlet's {@code hasPending} and then calls {@link
 *       #deliver}. The thread asks {@code hasPending} after it has told that it waits and before it
 *       parks. So one of the two sees the other.
 *   <li>A greenlet of the API is delivered to by its hub's owner, while it does not run, and once
 *       more whenever it has left its carrier; nothing changes under {@link #deliver}'s eyes. To
 *       other threads it is delivered every few milliseconds until they have thrown it; what they
 *       do may change between look and interrupt.
 *   <li>A thread is interrupted only where it then makes an {@code InterruptedException}, as an
 *       interrupt does more elsewhere: it closes channels.
 * </ol>
 */
public final class Pending {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Of threads that are no greenlets, while a timeout of theirs is running. */
  private static final ConcurrentHashMap<Thread, Pending> OF_OTHERS = new ConcurrentHashMap<>();

  private final Thread thread;
  private final @Nullable RawGreenlet greenlet;
  private final Hub hub;

  /** Guarded by this, as all that follows. */
  private final ArrayDeque<Throwable> throwables = new ArrayDeque<>(2);

  /** Whether the thread's interrupt status is set for this, and for nobody else. */
  private boolean interruptSent;

  /** Whether to throw it where the {@code InterruptedException} is made. */
  private boolean exact;

  private boolean retrying;

  /** Timeouts that are running for the thread. */
  private int running;

  private Pending(Thread thread, @Nullable RawGreenlet greenlet, Hub hub) {
    this.thread = thread;
    this.greenlet = greenlet;
    this.hub = hub;
  }

  static Pending of(RawGreenlet greenlet) {
    return new Pending(greenlet.thread(), greenlet, greenlet.hub());
  }

  /**
   * What is pending for the current thread, made if there is nothing yet.
   *
   * @param hubs the running hubs
   * @return its queue
   */
  public static Pending ofCurrentThread(Hubs hubs) {
    return GreenloomBridge.currentGreenlet() instanceof RawGreenlet current
        ? current.pending()
        : OF_OTHERS.computeIfAbsent(
            Thread.currentThread(), thread -> new Pending(thread, null, hubs.next()));
  }

  /**
   * Throws what is pending for a thread that is no greenlet, if there is something.
   *
   * @param current the current thread
   */
  public static void throwInOther(Thread current) {
    Pending pending = OF_OTHERS.isEmpty() ? null : OF_OTHERS.get(current);
    if (pending != null) {
      pending.throwFirst();
    }
  }

  /**
   * Asks for a thread that is no greenlet.
   *
   * @param current the current thread
   * @return whether something is pending for it
   */
  public static boolean isForOther(Thread current) {
    Pending pending = OF_OTHERS.isEmpty() ? null : OF_OTHERS.get(current);
    return pending != null && pending.isAny();
  }

  /** {@return the hub whose timers deliver} */
  public Hub hub() {
    return greenlet != null ? greenlet.hub() : hub;
  }

  /**
   * Wants something thrown; any thread.
   *
   * @param throwable what to throw, once
   */
  public void add(Throwable throwable) {
    synchronized (this) {
      throwables.add(throwable);
      if (greenlet != null) {
        greenlet.isPending(true);
      }
    }
    if (isHubsOwner()) {
      deliver();
    } else {
      Timer _ = hub().schedule(this::deliver, 0);
    }
  }

  /** Whether the current thread may look at the greenlet, because no other can make it run. */
  private boolean isHubsOwner() {
    return Hub.current() == hub()
        && (GreenloomBridge.currentGreenlet() == null
            || GreenloomBridge.currentGreenlet() instanceof ApiGreenlet);
  }

  /**
   * Takes something back.
   *
   * @param throwable what has been added
   * @return whether it had not been thrown yet
   */
  @SuppressWarnings("ReferenceEquality") // that very exception
  public synchronized boolean remove(Throwable throwable) {
    boolean removed = throwables.removeIf(each -> each == throwable);
    if (throwables.isEmpty()) {
      settled();
      if (interruptSent && thread == Thread.currentThread()) {
        boolean ignored = Thread.interrupted();
      }
      interruptSent = false;
    }
    return removed;
  }

  /**
   * Asks about something that was added.
   *
   * @param throwable what has been added
   * @return whether it has not been thrown yet
   */
  @SuppressWarnings("ReferenceEquality") // that very exception
  public synchronized boolean contains(Throwable throwable) {
    return throwables.stream().anyMatch(each -> each == throwable);
  }

  private synchronized boolean isAny() {
    return !throwables.isEmpty();
  }

  /** A timeout is started for the thread. */
  public synchronized void begin() {
    running++;
  }

  /**
   * A timeout has ended, one way or the other.
   *
   * @param timeout not thrown from now on
   */
  public synchronized void end(Throwable timeout) {
    boolean ignored = remove(timeout);
    running--;
    forgetOther();
  }

  private void forgetOther() {
    if (greenlet == null && running == 0 && throwables.isEmpty()) {
      OF_OTHERS.remove(thread, this);
    }
  }

  /**
   * Wants something thrown in a thread; any thread.
   *
   * @param thread which one
   * @param throwable what to throw, once
   * @param hubs the running hubs
   */
  public static void throwIn(Thread thread, Throwable throwable, Hubs hubs) {
    Pending target =
        GreenloomBridge.greenletOf(thread) instanceof RawGreenlet greenlet
            ? greenlet.pending()
            : OF_OTHERS.computeIfAbsent(thread, key -> new Pending(key, null, hubs.next()));
    target.add(throwable);
  }

  private void settled() {
    exact = false;
    if (greenlet != null) {
      greenlet.isPending(false);
    }
  }

  /**
   * Takes what the thread has been told by an interrupt only, at its end.
   *
   * @return the first, or null if there is none
   */
  public synchronized @Nullable Throwable take() {
    Throwable first = throwables.poll();
    if (first != null && interruptSent) { // Object.wait clears it only afterwards
      boolean ignored = Thread.interrupted();
      interruptSent = false;
    }
    if (first != null && throwables.isEmpty()) {
      settled();
      forgetOther();
    }
    return first;
  }

  /** Throws the first, if there is one; the thread itself. */
  void throwFirst() {
    Throwable first = take();
    if (first != null) {
      if (first.getStackTrace().length == 0) {
        Throwable _ = first.fillInStackTrace(); // a timeout's, which tells what took so long
      }
      throw Sneaky.<Error>rethrow(first);
    }
  }

  /** The thread has been interrupted and is about to tell so: throws, if this was the reason. */
  void throwIfExact() {
    synchronized (this) {
      if (!exact) {
        interruptSent = false;
        return;
      }
      exact = false;
    }
    throwFirst();
  }

  /**
   * Like {@link #throwIfExact}, for a thread that is no greenlet.
   *
   * @param current the current thread
   */
  public static void throwIfExact(Thread current) {
    Pending pending = OF_OTHERS.isEmpty() ? null : OF_OTHERS.get(current);
    if (pending != null) {
      pending.throwIfExact();
    }
  }

  /** Makes the thread notice, if it waits where it can. */
  void deliver() {
    if (!isAny()) {
      return;
    }
    if (greenlet != null && greenlet.ioWait() != 0) {
      LockSupport.unpark(thread);
    } else {
      Thread.State state = GreenloomBridge.stateOf(thread);
      if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
        deliverTo(WaitSite.exit(stack()));
      }
    }
    if (thread.isAlive() && (greenlet == null || !greenlet.isOfApi())) {
      retry();
    }
  }

  private StackTraceElement[] stack() {
    StackTraceElement[] stack =
        greenlet != null ? GreenloomBridge.inspect(thread, () -> {}) : thread.getStackTrace();
    return stack == null ? new StackTraceElement[0] : stack;
  }

  private void deliverTo(Exit exit) {
    switch (exit) {
      case OWN -> LockSupport.unpark(thread);
      case INTERRUPT, THROW -> {
        synchronized (this) {
          exact = exit == Exit.THROW;
          interruptSent |= !thread.isInterrupted();
        }
        thread.interrupt();
      }
      case NONE -> {}
    }
  }

  private void retry() {
    synchronized (this) {
      if (retrying) {
        return;
      }
      retrying = true;
    }
    Timer _ =
        hub.schedule(
            () -> {
              synchronized (this) {
                retrying = false;
              }
              deliver();
            },
            RETRY_NANOS);
  }
}
