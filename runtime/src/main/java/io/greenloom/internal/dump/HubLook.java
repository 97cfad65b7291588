package io.greenloom.internal.dump;

import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.concurrent.TimeUnit;

/**
 * What a hub has been doing since some moment: whether it has switched greenlets meanwhile, and if
 * not, whether its carrier was at work.
 */
final class HubLook {
  private final Hub hub;
  private final long since = System.nanoTime();
  private final long token;
  private final long busy;

  /** Takes the first look. */
  HubLook(Hub hub) {
    this.hub = hub;
    this.token = hub.runToken();
    this.busy = hub.carrierBusyNanos();
  }

  /** Whether it still runs the greenlet that it ran then. */
  boolean isStuck() {
    return token != 0 && hub.runToken() == token;
  }

  /** Takes the second look. */
  String line() {
    return "Hub %d on %s: %s; %s ready, %s, %s, switched %s\n"
        .formatted(
            hub.index(),
            hub.carrierName(),
            doing(),
            Shown.number(hub.readyCount()),
            Shown.count(hub.timerCount(), "timer"),
            Shown.count(hub.poller().registeredCount(), "file descriptor"),
            Shown.count(hub.switches(), "time"));
  }

  private String doing() {
    RawGreenlet running = hub.running();
    if (running == null || hub.runToken() == 0) {
      return hub.isAsleep() ? "asleep" : "in its loop";
    }
    String name = Names.of(running.thread());
    if (!isStuck()) {
      return "runs " + name;
    }
    long now = System.nanoTime();
    long held = now - hub.watchedSince(token, since);
    String time = Shown.number(TimeUnit.NANOSECONDS.toMillis(held)) + " ms";
    long elapsed = now - since;
    boolean computes = busy == 0 || hub.carrierBusyNanos() - busy > elapsed / 2;
    return computes
        ? "runs " + name + ", without a switch for at least " + time
        : "blocked for at least " + time + " by " + name;
  }
}
