package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a hub may run greenlets of the API, or one of them that runs on a carrier without the hub
 * has the turn: they run one at a time.
 *
 * <p>{@code state} holds a number that counts up with each change; the turn is taken while it is
 * odd.
 *
 * <pre>
 *   even --&gt; odd      the hub's owner, in its loop, for one that asks for it, see {@link
 *                     PinnedWaits}; or the monitor, before it takes the hub from one that runs
 *   odd  --&gt; even     the carrier of the one that has it, after its run, or before a wait that
 *                     blocks the carrier; or the monitor, when it has blocked where nobody is told
 *   odd  --&gt; odd + 2  the one that has it, to go on after a wait, whatever the monitor saw
 * </pre>
 *
 * Invariant: while the turn is taken the hub runs none of the API, and each change is a CAS. No
 * number comes twice, so that who acts on one that is out of date does nothing. One whose number is
 * not the current one has no turn, and asks for it before it goes on after a wait.
 */
class Turn {
  private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", long.class);

  private volatile long state;

  /** Who has got it last; an estimate. */
  private volatile @Nullable ApiGreenlet holder;

  /** Whether the hub may run greenlets of the API; any thread. */
  boolean isFree() {
    return (state & 1) == 0;
  }

  /** The current number if the turn is taken, else 0; any thread. */
  long token() {
    long seen = state;
    return (seen & 1) == 0 ? 0 : seen;
  }

  /** The carrier of the one that got the turn with a number, if it is known; any thread. */
  @Nullable HubThread carrierOf(long token) {
    ApiGreenlet seen = holder;
    return seen != null && seen.turn() == token ? seen.turnCarrier() : null;
  }

  /** Takes the turn for a greenlet on some carrier; returns its number, or 0 if it was taken. */
  long takeFor(ApiGreenlet greenlet, HubThread carrier) {
    long free = state;
    if ((free & 1) != 0 || !STATE.compareAndSet(this, free, free + 1)) {
      return 0;
    }
    greenlet.getsTurn(free + 1, carrier);
    holder = greenlet;
    return free + 1;
  }

  /** Frees the turn that was taken with a number; returns false if it is another one by now. */
  boolean free(long token) {
    return (token & 1) != 0 && STATE.compareAndSet(this, token, token + 1);
  }

  /** Keeps the turn; returns false if the greenlet has none. The greenlet itself. */
  boolean keep(ApiGreenlet self, HubThread carrier) {
    long token = self.turn();
    if ((token & 1) == 0 || !STATE.compareAndSet(this, token, token + 2)) {
      return false;
    }
    self.getsTurn(token + 2, carrier);
    return true;
  }
}
