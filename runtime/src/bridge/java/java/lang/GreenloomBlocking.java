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

  // -- waits that block the carrier

  /** {@code VirtualThread.parkOnCarrierThread}, before: it could not be unmounted. */
  public static void beginPinnedPark() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      beginPinnedWait(greenlet);
    }
  }

  /** {@code VirtualThread.parkOnCarrierThread}, when it ends, one way or the other. */
  public static void endPinnedPark() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      endPinnedWait(greenlet);
    }
  }

  /** {@code VirtualThread.tryYield}, before. */
  public static void beginYield() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      greenlet.yieldBegins();
    }
  }

  /**
   * {@code VirtualThread.tryYield}, when it ends, one way or the other. One that has no facade must
   * let the others of its kind run, as it would have if it could have been unmounted; {@code
   * Continuation.isPinned} says that it could not in any case.
   */
  public static void endYield() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null && !greenlet.yieldEnds()) {
      beginPinnedWait(greenlet);
      endPinnedWait(greenlet);
    }
  }

  /** What keeps it on its carrier may be the want of memory only. */
  private static void beginPinnedWait(GreenloomGreenlet greenlet) {
    Continuation.pin();
    try {
      GreenloomBridge.hooks().pinnedWaitBegins(greenlet);
    } finally {
      Continuation.unpin();
    }
  }

  private static void endPinnedWait(GreenloomGreenlet greenlet) {
    Continuation.pin();
    try {
      GreenloomBridge.hooks().pinnedWaitEnds(greenlet);
    } finally {
      Continuation.unpin();
    }
  }

  private static void giveHubAway(GreenloomGreenlet greenlet) {
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
