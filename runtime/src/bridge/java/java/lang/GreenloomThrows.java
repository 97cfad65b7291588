package java.lang;

import jdk.internal.misc.Unsafe;

/**
 * Where a thread finds out that another one wants something thrown in it, a {@code GreenletExit} or
 * a {@code Timeout} for instance; see {@link GreenloomInterrupts}. The waits for file descriptors
 * and those of the API ask themselves.
 */
public final class GreenloomThrows {
  private static final Unsafe U = Unsafe.getUnsafe();

  private GreenloomThrows() {}

  private static GreenloomInterrupts of(Thread thread) {
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
    return greenlet != null ? greenlet : GreenloomInterrupts.other(thread);
  }

  /**
   * The constructors of {@code InterruptedException}, before: the wait is over, its queues are in
   * order, and what is thrown may as well be something else.
   */
  public static void interruptedExceptionMade() {
    GreenloomInterrupts interrupts = of(Thread.currentThread());
    if (interrupts != null && interrupts.isForUs()) {
      GreenloomBridge.hooks().interrupted(GreenloomBridge.currentGreenlet());
    }
  }

  /** {@code Thread.yield}, after, and {@code VirtualThread.sleepNanos}, before and after. */
  public static void yielded() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null && greenlet.hasPending()) {
      GreenloomBridge.hooks().yielded(greenlet);
    }
  }

  /** {@code Object.wait}, when it returns: somebody has notified it as well. */
  public static void waited() {
    GreenloomInterrupts interrupts = of(Thread.currentThread());
    if (interrupts != null) {
      interrupts.takeBack();
    }
  }

  /**
   * {@code VirtualThread.parkOnCarrierThread}, before: who was interrupted on this carrier has left
   * a permit there. One that is meant for the thread is its own, and comes later to the carrier.
   */
  public static void parksOnCarrier() {
    if (GreenloomBridge.currentGreenlet() != null) {
      U.park(true, 0);
    }
  }

  // -- the interrupt status

  /**
   * {@code interrupt}.
   *
   * @param thread who is being interrupted
   * @return true to leave that out
   */
  public static boolean interrupting(Thread thread) {
    GreenloomInterrupts interrupts = of(thread);
    return interrupts != null && interrupts.leavesOut(thread);
  }

  /**
   * {@code getAndClearInterrupt}, before.
   *
   * @param thread the current thread
   * @return not 0 if it is to be told that it is interrupted, and the status stays as it is
   */
  public static int takesInterrupt(Thread thread) {
    GreenloomInterrupts interrupts = of(thread);
    return interrupts != null && interrupts.isAny() && interrupts.tells(true) ? 1 : 0;
  }

  /**
   * {@code getAndClearInterrupt}, afterwards.
   *
   * @param plain what the status was
   * @param thread the current thread
   * @return the same
   */
  public static boolean tookInterrupt(boolean plain, Thread thread) {
    if (plain) {
      GreenloomInterrupts interrupts = of(thread);
      if (interrupts != null) {
        interrupts.taken();
      }
    }
    return plain;
  }

  /**
   * {@code isInterrupted}.
   *
   * @param plain what the status is
   * @param thread the thread
   * @return what it is without our interrupts; the current thread, in a wait, is told of those
   */
  public static boolean seesInterrupt(boolean plain, Thread thread) {
    GreenloomInterrupts interrupts = of(thread);
    if (interrupts == null || !interrupts.isAny()) {
      return plain;
    }
    if (thread != Thread.currentThread()) {
      return plain && !interrupts.isSentOnly();
    }
    return interrupts.tells(false) || thread.interrupted;
  }
}
