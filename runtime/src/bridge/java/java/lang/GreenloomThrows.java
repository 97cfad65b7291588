package java.lang;

/**
 * Where a greenlet finds out that another one wants something thrown in it, a {@code GreenletExit}
 * or a {@code Timeout} for instance; see {@link GreenloomGreenlet#throwPending}. The waits for file
 * descriptors and those of the API ask themselves.
 */
public final class GreenloomThrows {
  private GreenloomThrows() {}

  /**
   * The constructors of {@code InterruptedException}, before. An interrupt is how a greenlet is
   * taken out of the waits of {@code java.util.concurrent} and {@code Object.wait}; the wait is
   * then over, its queues are in order, and what is thrown may as well be something else.
   */
  public static void interruptedExceptionMade() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet == null || greenlet.hasPending()) {
      GreenloomBridge.hooks().interrupted(greenlet);
    }
  }

  /** {@code Thread.yield}, after, and {@code VirtualThread.sleepNanos}, before and after. */
  public static void yielded() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null && greenlet.hasPending()) {
      GreenloomBridge.hooks().yielded(greenlet);
    }
  }

  /**
   * {@code AbstractInterruptibleChannel.begin} and {@code AbstractSelector.begin}, before: an
   * interrupted thread closes its channel.
   */
  public static void channelBegins() {
    Thread thread = Thread.currentThread();
    if (thread.isInterrupted()) {
      GreenloomBridge.hooks().channelBegins(GreenloomBridge.greenletOf(thread));
    }
  }
}
