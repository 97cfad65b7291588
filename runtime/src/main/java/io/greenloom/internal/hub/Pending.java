package io.greenloom.internal.hub;

import io.greenloom.internal.hub.WaitSite.Exit;
import io.greenloom.internal.jdk.Sneaky;
import io.greenloom.internal.timer.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 *   <li>A timeout counts as running from {@link #begin} to {@link #end}, and only one that is
 *       running is added, under the lock: it cannot come after its end, however late its timer is.
 *   <li>A greenlet of the API is delivered to by its hub's owner, while it does not run, and once
 *       more whenever it has left its carrier. Other threads, and greenlets that have not left
 *       their carrier, may go on between look and delivery; to them it is delivered again and
 *       again.
 *   <li>Delivering never takes the application's interrupts, nor leaves one behind: see {@link
 *       GreenloomInterrupts}. What comes too late for the wait that was seen goes to the next one,
 *       or nowhere.
 *   <li>What an interrupt of ours becomes is decided by the thread itself, by its own stack, when
 *       it makes the {@code InterruptedException}: {@link #throwInterrupted}.
 * </ol>
 */
public final class Pending {
  private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LAST_RETRY = TimeUnit.MILLISECONDS.toNanos(160);

  /** Of threads that are no greenlets, while a timeout of theirs is running. */
  private static final ConcurrentHashMap<Thread, Pending> OF_OTHERS = new ConcurrentHashMap<>();

  private final Thread thread;
  private final @Nullable RawGreenlet greenlet;
  private final Hub hub;
  private final GreenloomInterrupts interrupts;

  /** Guarded by this, as all that follows. */
  private final ArrayDeque<Throwable> throwables = new ArrayDeque<>(2);

  /** One for each timeout that is running. */
  private final List<Object> running = new ArrayList<>(2);

  /** Whether the first was passed on as an {@code InterruptedException}, and is there still. */
  private boolean passed;

  private boolean retrying;
  private long retryNanos = FIRST_RETRY;

  private Pending(
      Thread thread, @Nullable RawGreenlet greenlet, Hub hub, GreenloomInterrupts interrupts) {
    this.thread = thread;
    this.greenlet = greenlet;
    this.hub = hub;
    this.interrupts = interrupts;
  }

  static Pending of(RawGreenlet greenlet) {
    return new Pending(greenlet.thread(), greenlet, greenlet.hub(), greenlet);
  }

  /**
   * What is pending for a thread that is no greenlet.
   *
   * @param current the current thread
   * @return its queue, or null if no timeout of it is running
   */
  public static @Nullable Pending ofOther(Thread current) {
    return OF_OTHERS.isEmpty() ? null : OF_OTHERS.get(current);
  }

  /** {@return the hub whose timers deliver} */
  public Hub hub() {
    return greenlet != null ? greenlet.hub() : hub;
  }

  // -- timeouts

  /**
   * A timeout of the current thread is started.
   *
   * @param run tells this start from all others
   * @param hubs the running hubs
   * @return what is pending for the thread
   */
  public static Pending begin(Object run, Hubs hubs) {
    if (GreenloomBridge.currentGreenlet() instanceof RawGreenlet current) {
      Pending pending = current.pending();
      synchronized (pending) {
        pending.running.add(run);
      }
      return pending;
    }
    return OF_OTHERS.compute(
        Thread.currentThread(),
        (thread, known) -> {
          Pending pending =
              known != null
                  ? known
                  : new Pending(thread, null, hubs.next(), GreenloomInterrupts.ofOther(thread));
          synchronized (pending) {
            pending.running.add(run);
          }
          return pending;
        });
  }

  /**
   * The time is over: wants the timeout thrown, if it is still running; any thread.
   *
   * @param run of {@link #begin}
   * @param timeout what to throw
   */
  public void due(Object run, Throwable timeout) {
    synchronized (this) {
      if (!running.contains(run)) {
        return;
      }
      put(timeout);
    }
    deliverSoon();
  }

  /**
   * A timeout has ended, one way or the other; the thread itself.
   *
   * @param run of {@link #begin}
   * @param timeout not thrown from now on
   */
  @SuppressWarnings("ReferenceEquality") // that very one
  public void end(Object run, Throwable timeout) {
    synchronized (this) {
      running.remove(run);
      throwables.removeIf(each -> each == timeout);
      settleIfNone();
    }
    if (greenlet == null) {
      OF_OTHERS.computeIfPresent(thread, (key, known) -> known.isIdle() ? known.forget() : known);
    }
  }

  private @Nullable Pending forget() {
    interrupts.forget();
    return null;
  }

  private synchronized boolean isIdle() {
    return running.isEmpty() && throwables.isEmpty();
  }

  // -- adding and taking

  /**
   * Wants something thrown; any thread.
   *
   * @param throwable what to throw, once
   */
  public void add(Throwable throwable) {
    synchronized (this) {
      put(throwable);
    }
    deliverSoon();
  }

  private void put(Throwable throwable) {
    throwables.add(throwable);
    mark();
  }

  private void mark() {
    if (greenlet != null) {
      greenlet.mark(!throwables.isEmpty());
    }
  }

  private void deliverSoon() {
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
   * Asks about something that was added.
   *
   * @param throwable what has been added
   * @return whether it has not been thrown yet
   */
  @SuppressWarnings("ReferenceEquality") // that very one
  public synchronized boolean contains(Throwable throwable) {
    return throwables.stream().anyMatch(each -> each == throwable);
  }

  private synchronized boolean isAny() {
    return !throwables.isEmpty();
  }

  /**
   * Takes the first, to be thrown; the thread itself.
   *
   * @return the first, or null if there is none
   */
  public synchronized @Nullable Throwable take() {
    Throwable first = throwables.poll();
    if (first != null) {
      settle();
      settleIfNone();
    }
    return first;
  }

  /**
   * Puts back what could not be thrown after all; the thread itself.
   *
   * @param throwable what was taken
   */
  public synchronized void putBack(Throwable throwable) {
    throwables.addFirst(throwable);
    mark();
  }

  private void settleIfNone() {
    if (throwables.isEmpty()) {
      settle();
      retryNanos = FIRST_RETRY;
    }
    mark();
  }

  private void settle() {
    passed = false;
    if (thread == Thread.currentThread()) { // who cancels a timeout of another thread's is not
      interrupts.settle();
    }
  }

  /**
   * Whether it is to be thrown, and the thread has learned so by an {@code InterruptedException}.
   *
   * @param throwable what has been added
   * @return whether it counts as thrown when that exception comes out
   */
  public synchronized boolean isPassed(Throwable throwable) {
    return passed && contains(throwable);
  }

  /** {@return whether the JDK's code that asks for the status is to be told that it is set} */
  public boolean isInWait() {
    return isAny() && WaitSite.isInterruptible(WaitSite.belowBridge(new Throwable()));
  }

  /** Throws the first, if there is one; the thread itself. */
  void throwFirst() {
    Throwable first = take();
    if (first != null) {
      if (greenlet != null) {
        greenlet.isAbandoning();
      }
      throw thrown(first);
    }
  }

  /**
   * Throws something in the thread that has taken it.
   *
   * @param taken what was taken
   * @return never; lets the caller write {@code throw}
   */
  public static RuntimeException thrown(Throwable taken) {
    if (taken.getStackTrace().length == 0) {
      Throwable _ = taken.fillInStackTrace(); // a timeout's, which tells what took so long
    }
    throw Sneaky.<Error>rethrow(taken);
  }

  /**
   * The thread makes an {@code InterruptedException}: throws something else, if nobody in between
   * has to see the exception. If somebody has, what is pending stays so.
   */
  public void throwInterrupted() {
    if (WaitSite.exit(WaitSite.belowInterruptedException(new Throwable())) == Exit.THROW) {
      throwFirst();
    }
    synchronized (this) {
      passed = !throwables.isEmpty();
    }
    interrupts.pass();
  }

  // -- delivering

  /** Makes the thread notice, if it waits where it can. */
  void deliver() {
    if (!thread.isAlive()) {
      OF_OTHERS.computeIfPresent(thread, (key, known) -> known == this ? forget() : known);
      return;
    }
    if (!isAny()) {
      return;
    }
    if (greenlet != null && greenlet.ioWait() != 0) {
      GreenloomBridge.unpark(thread);
    } else {
      Thread.State state = GreenloomBridge.stateOf(thread);
      if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
        deliverTo(stack(seen -> {}));
      }
    }
    retry();
  }

  private StackTraceElement[] stack(Consumer<StackTraceElement[]> whileSuspended) {
    StackTraceElement[] stack =
        greenlet != null ? GreenloomBridge.inspect(thread, whileSuspended) : thread.getStackTrace();
    return stack == null ? new StackTraceElement[0] : stack;
  }

  private void deliverTo(StackTraceElement[] stack) {
    Exit exit = WaitSite.exit(stack);
    if (exit == Exit.NONE) {
      return;
    }
    if (exit != Exit.OWN && WaitSite.isOfVm(stack)) {
      interrupt(stack);
    } else {
      if (exit != Exit.OWN) {
        interrupts.ask();
      }
      GreenloomBridge.unpark(thread);
    }
  }

  /** If it is there still; a greenlet is kept from going on meanwhile, unless it is pinned. */
  private void interrupt(StackTraceElement[] stack) {
    if (GreenloomBridge.currentGreenlet() != null) {
      Timer _ = hub().schedule(this::deliver, 0); // a greenlet may not have the lock
      return;
    }
    boolean[] suspended = new boolean[1];
    StackTraceElement[] seen =
        stack(now -> {
          suspended[0] = true;
          interruptIf(WaitSite.isSame(now, stack));
        });
    if (!suspended[0]) {
      interruptIf(WaitSite.isSame(seen, stack));
    }
  }

  /** Under the lock, or one that is not kept from going on could have ended the timeout. */
  private synchronized void interruptIf(boolean isThere) {
    if (isThere && !throwables.isEmpty()) {
      interrupts.send(thread);
    }
  }

  /** Less and less often: a greenlet that has left its carrier is looked at then. */
  private void retry() {
    long nanos;
    synchronized (this) {
      if (retrying) {
        return;
      }
      retrying = true;
      nanos = retryNanos;
      retryNanos = Math.min(2 * nanos, LAST_RETRY);
    }
    Timer _ =
        hub()
            .schedule(
                () -> {
                  synchronized (this) {
                    retrying = false;
                  }
                  deliver();
                },
                nanos);
  }
}
