package java.lang;

import jdk.internal.misc.Blocker;
import jdk.internal.vm.Continuation;

/**
 * Calls that are known to block in native code and cannot be polled. A greenlet makes them on its
 * carrier, as the thread that it is, but first gives its hub to another carrier; afterwards it
 * queues with the hub again. Like {@code entersyscallblock} of Go's runtime.
 */
public final class GreenloomBlocking {
  private GreenloomBlocking() {}

  /**
   * {@code Blocker.begin()}, where a call follows that cannot be polled.
   *
   * @return whether {@link #endBlocking} has something to do
   */
  public static boolean beginBlocking() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet == null) {
      return Blocker.begin();
    }
    giveHubAway(greenlet);
    return true;
  }

  /**
   * {@code Blocker.end(boolean)}, after that call.
   *
   * @param attempted what {@link #beginBlocking} has returned
   */
  public static void endBlocking(boolean attempted) {
    if (GreenloomBridge.currentGreenlet() == null) {
      Blocker.end(attempted);
    } else if (attempted) {
      queueAgain();
    }
  }

  /**
   * {@code Blocker.begin()}, where the system's resolver is asked. Only so many greenlets ask at
   * once, the others wait for their turn.
   *
   * @return whether {@link #endLookup} has something to do
   */
  public static boolean beginLookup() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet == null) {
      return Blocker.begin();
    }
    GreenloomBridge.hooks().beginLookup();
    try {
      giveHubAway(greenlet);
    } catch (Throwable e) {
      GreenloomBridge.hooks().endLookup();
      throw e;
    }
    return true;
  }

  /**
   * {@code Blocker.end(boolean)}, after the system's resolver has answered.
   *
   * @param attempted what {@link #beginLookup} has returned
   */
  public static void endLookup(boolean attempted) {
    if (GreenloomBridge.currentGreenlet() == null) {
      Blocker.end(attempted);
    } else if (attempted) {
      GreenloomBridge.hooks().endLookup();
      queueAgain();
    }
  }

  /** {@code ProcessImpl.start}, before: it waits until the child's program has begun. */
  public static void beginProcessStart() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      GreenloomBridge.hooks().beginProcessStart();
      try {
        giveHubAway(greenlet);
      } catch (Throwable e) {
        GreenloomBridge.hooks().endProcessStart();
        throw e;
      }
    }
  }

  /** {@code ProcessImpl.start}, when it ends, one way or the other. */
  public static void endProcessStart() {
    if (GreenloomBridge.currentGreenlet() != null) {
      GreenloomBridge.hooks().endProcessStart();
      queueAgain();
    }
  }

  /** {@code InetAddressImpl.isReachable}, before: it waits natively for an answer. */
  public static void beginProbe() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      giveHubAway(greenlet);
    }
  }

  /** {@code InetAddressImpl.isReachable}, when it ends, one way or the other. */
  public static void endProbe() {
    if (GreenloomBridge.currentGreenlet() != null) {
      queueAgain();
    }
  }

  /**
   * A greenlet that has no facade must not run beside the others of its kind, so it keeps the hub
   * if it could not leave its carrier afterwards because of a native frame.
   */
  private static void giveHubAway(GreenloomGreenlet greenlet) {
    if (greenlet.facade == null && !greenlet.tryYield()) {
      return;
    }
    Continuation.pin(); // a contended lock in there must not take the carrier away
    try {
      GreenloomBridge.hooks().giveHubAway(greenlet);
    } finally {
      Continuation.unpin();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // there is no other way to leave the carrier
  private static void queueAgain() {
    if (GreenloomBridge.hooks().hasLostHub()) {
      Thread.yield();
    }
  }
}
