package io.greenloom.internal.hub;

/**
 * Waits of greenlets that cannot leave their carriers, because a native method or class initializer
 * is below them. Such a greenlet gives its hub to another carrier, so that the others of the hub go
 * on, and its own carrier blocks.
 *
 * <p>When a green thread has waited it goes on where it is. A greenlet of the API must not run
 * beside the others of its hub: it asks for the {@link Turn}. Protocol:
 *
 * <pre>
 *   the greenlet, on its carrier             the hub's owner
 *   1. frees the turn, if it has it          1. finds the greenlet first in its queue, and that it
 *   2. waits                                    asks
 *   3. tells that it asks                    2. takes the turn for that carrier
 *   4. queues itself with the hub            3. takes it from the queue, and that it asks back
 *   5. blocks as long as it asks             4. unparks the carrier
 *   6. keeps the turn, or goes back to 3
 * </pre>
 *
 * Invariant: between 1 and 6 none of the application's code runs in it. What blocks in 5 is not the
 * virtual thread but the carrier, whose permit and interrupt may come from anywhere, so that it
 * looks again each time. The turn is lost before 6 if the monitor has taken the carrier for one
 * that waits, see {@link Turn}; without another carrier to be had the hub is never given away, and
 * 6 is to keep that.
 */
public final class PinnedWaits {
  private PinnedWaits() {}

  /**
   * A greenlet is about to block its carrier; called by itself, while it cannot leave it.
   *
   * @param greenlet the current greenlet
   */
  public static void begin(RawGreenlet greenlet) {
    boolean given = Hub.giveAway();
    if (greenlet instanceof ApiGreenlet waiting) {
      waiting.hasGivenHub(given);
      waiting.hub().pinnedWaitBegins(waiting, carrier());
    }
  }

  /**
   * It has been unblocked; called by itself, while it cannot leave its carrier.
   *
   * @param greenlet the current greenlet
   */
  public static void end(RawGreenlet greenlet) {
    if (greenlet instanceof ApiGreenlet asking) {
      HubThread self = carrier();
      Hub hub = asking.hub();
      boolean mayHaveTurn = !asking.hasGivenHub();
      while (!hub.goesOnWith(asking, self, mayHaveTurn)) {
        asking.asksWith(self);
        queue(asking);
        asking.awaitTurn();
        mayHaveTurn = true;
      }
      hub.pinnedWaitEnds();
    }
  }

  private static void queue(ApiGreenlet asking) {
    while (true) {
      try {
        Hub.submit(asking);
        return;
      } catch (OutOfMemoryError e) {
        asking.pause(); // as the JDK does; nobody else would ever wake it
      }
    }
  }

  private static HubThread carrier() {
    return (HubThread) GreenloomBridge.currentCarrier();
  }
}
