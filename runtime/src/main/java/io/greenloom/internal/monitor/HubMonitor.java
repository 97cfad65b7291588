package io.greenloom.internal.monitor;

import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.RawGreenlet;
import io.greenloom.internal.jdk.TimerFd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the hubs from a thread of its own. A greenlet that blocks its carrier from one tick to
 * the next gets its hub taken away and handed to another carrier. One that computes gets more time:
 * it would compete for the processors with the hub it has lost, and most who compute yield soon. If
 * hand-off is switched off, or no carrier is to be had, the greenlet is reported once it has
 * blocked the hub for some time.
 *
 * <p>After the system monitor of Go's runtime.
 */
public final class HubMonitor {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long a greenlet may compute before it counts as one that does not yield. */
  private static final long COMPUTING = TimeUnit.MILLISECONDS.toNanos(80);

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
    while (true) {
      LockSupport.parkNanos(TICK);
      boolean ignored = Thread.interrupted(); // by the application; parking would not wait
      try {
        long now = System.nanoTime();
        for (Watch watch : watches) {
          watch.look(now);
        }
        if (TimerFd.takeOrder()) {
          new HubThread("greenloom-linker", TimerFd::link).start();
        }
      } catch (Throwable e) {
        // out of memory: without this thread a blocked hub would stay blocked
      }
    }
  }

  /** What the monitor has seen of one hub. */
  private final class Watch {
    private final Hub hub;
    private long token;
    private long since;
    private long busyBefore;
    private boolean reported;

    Watch(Hub hub) {
      this.hub = hub;
    }

    void look(long now) {
      hub.callForHelp();
      long seen = hub.runToken();
      if (seen == 0 || seen != token) {
        token = seen;
        since = now;
        busyBefore = -1;
        reported = false;
        return;
      }
      if (handOff && isDue(now) && hub.handOff(token)) {
        return;
      }
      if (!reported && now - since >= blockedAfter) {
        reported = true;
        report(now);
      }
    }

    /** Whether the greenlet blocks, or has computed for long. */
    private boolean isDue(long now) {
      long busy = hub.carrierBusyNanos();
      long busyInTick = busyBefore < 0 ? TICK : busy - busyBefore;
      busyBefore = busy;
      return now - since >= COMPUTING || busy == 0 || busyInTick < TICK / 2;
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
