package io.greenloom.internal.monitor;

import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.RawGreenlet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the hubs from a thread of its own. A greenlet that holds its carrier from one tick to the
 * next gets its hub taken away and handed to another carrier. If that is switched off, or no
 * carrier is to be had, the greenlet is reported once it has blocked the hub for some time.
 *
 * <p>After the system monitor of Go's runtime.
 */
public final class HubMonitor {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** Where one greenlet does not yield, the next in the queue may well be of the same kind. */
  private static final long TICK_AFTER_HAND_OFF = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Watch> watches;
  private final boolean handOff;
  private final long blockedAfter;

  /**
   * Creates a monitor.
   *
   * @param hubs the hubs to watch
   * @param handOff whether to hand blocked hubs off
   * @param blockedAfter how long a hub that is not handed off may be blocked before it is reported
   */
  public HubMonitor(List<Hub> hubs, boolean handOff, Duration blockedAfter) {
    this.watches = hubs.stream().map(Watch::new).toList();
    this.handOff = handOff;
    this.blockedAfter = blockedAfter.toNanos();
  }

  /** Starts the thread. */
  public void start() {
    new HubThread("greenloom-monitor", this::run).start();
  }

  private void run() {
    boolean handedOff = false;
    while (true) {
      LockSupport.parkNanos(handedOff ? TICK_AFTER_HAND_OFF : TICK);
      try {
        handedOff = tick();
      } catch (Throwable e) {
        handedOff = false; // out of memory: without this thread one blocked hub would stay blocked
      }
    }
  }

  private boolean tick() {
    boolean handedOff = false;
    long now = System.nanoTime();
    for (Watch watch : watches) {
      handedOff |= watch.look(now);
    }
    return handedOff;
  }

  /** What the monitor has seen of one hub. */
  private final class Watch {
    private final Hub hub;
    private long token;
    private long since;
    private boolean reported;

    Watch(Hub hub) {
      this.hub = hub;
    }

    /** Returns whether the hub has been handed off. */
    boolean look(long now) {
      long seen = hub.runToken();
      if (seen == 0 || seen != token) {
        token = seen;
        since = now;
        reported = false;
        return false;
      }
      if (handOff && hub.handOff(token)) {
        return true;
      }
      if (!reported && now - since >= blockedAfter) {
        reported = true;
        report(now);
      }
      return false;
    }

    private void report(long now) {
      RawGreenlet culprit = hub.running();
      if (culprit == null || hub.runToken() != token) {
        return;
      }
      Thread thread = culprit.thread();
      StringBuilder text = new StringBuilder();
      text.append(
          "greenloom: hub %d has been blocked for %d ms by \"%s\"%n"
              .formatted(
                  hub.index(), TimeUnit.NANOSECONDS.toMillis(now - since), thread.getName()));
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("\tat ").append(frame).append(System.lineSeparator());
      }
      System.err.print(text);
    }
  }
}
