package io.greenloom.internal.monitor;

import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import java.util.concurrent.TimeUnit;

/**
 * Frees the turn of a greenlet of the API that has it and blocks where nobody is told: in {@code
 * Object.wait}, or at a monitor, below a native frame. The others must go on, as it may wait for
 * one of them. What blocks in native code does not count as a wait, unless a greenlet waits pinned:
 * it may be in the initializer of the class that the other needs.
 *
 * <p>The monitor's.
 */
final class TurnWatch {
  private static final long NATIVE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Hubs hubs;
  private final Hub hub;
  private long token;
  private long busyBefore;
  private long lookedAt;
  private long blockedSince;

  TurnWatch(Hubs hubs, Hub hub) {
    this.hubs = hubs;
    this.hub = hub;
  }

  /** Looks whether the turn is still the one that it was at the last look. */
  void look(long now) {
    long seen = hub.turnToken();
    HubThread carrier = seen == 0 ? null : hub.turnCarrier(seen);
    if (carrier == null) {
      token = 0;
    } else if (seen != token) {
      token = seen;
      remember(carrier, now);
      blockedSince = now;
    } else if (carrier.isWaiting() || blocksNatively(carrier, now)) {
      hub.freeTurn(seen);
    }
  }

  private void remember(HubThread carrier, long now) {
    busyBefore = carrier.busyNanos();
    lookedAt = now;
  }

  private boolean blocksNatively(HubThread carrier, long now) {
    if (carrier.busyNanos() - busyBefore > (now - lookedAt) / 2) {
      blockedSince = now;
    }
    remember(carrier, now);
    return now - blockedSince >= NATIVE && hubs.all().stream().anyMatch(Hub::hasPinnedWaits);
  }
}
