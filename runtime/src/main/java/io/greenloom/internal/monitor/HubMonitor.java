package io.greenloom.internal.monitor;

import io.greenloom.internal.hub.AsideRun;
import io.greenloom.internal.hub.EngineErrors;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.jdk.TimerFd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the hubs from a thread of its own. A greenlet that blocks its carrier from one tick to
 * the next gets its hub taken away and handed to another carrier. One that computes gets more time:
 * it would compete for the processors with the hub it has lost, and most who compute yield soon;
 * but no more than a {@link TimeSlice} where others wait for their turn. Whoever holds a carrier
 * for long is an incident, handed off or not.
 *
 * <p>After the system monitor of Go's runtime.
 *
 * <p>Nothing here may block: what takes time, a look at a stack for instance, is the {@link
 * Reporter}'s.
 */
public final class HubMonitor {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** To see whether a greenlet computes: more than the period of Linux's scheduler, 4 ms. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

  /** Between two looks if there is nothing to watch but whether a hub wants a precise timer. */
  private static final long ORDERS_ONLY = TimeUnit.MILLISECONDS.toNanos(200);

  /** How many times the usual time one that has been handed off must compute to be printed. */
  private static final long LASTING = 10;

  /** How long one may compute, with nobody waiting, before it counts as one that does not yield. */
  private static final long COMPUTING = TimeUnit.MILLISECONDS.toNanos(80);

  private final Hubs hubs;
  private final List<Watch> watches;
  private final boolean handOff;
  private final boolean loopExit;
  private final long blockedAfter;
  private final Reporter reporter;
  private final StandstillWatch standstill;

  /** Greenlets that have been handed off and still hold their former carriers. */
  private final List<Incident> stranded = new ArrayList<>();

  /**
   * Creates a monitor.
   *
   * @param hubs the hubs to watch
   * @param handOff whether to hand blocked hubs off
   * @param blockedAfter how long a greenlet may hold a carrier before it is reported, 0 for ever
   * @param reporter what is told then
   * @param loopExit whether to end waits that could never end
   */
  public HubMonitor(
      Hubs hubs, boolean handOff, Duration blockedAfter, Reporter reporter, boolean loopExit) {
    this.hubs = hubs;
    this.watches = hubs.all().stream().map(Watch::new).toList();
    this.handOff = handOff;
    this.loopExit = loopExit;
    this.blockedAfter = blockedAfter.isZero() ? Long.MAX_VALUE : blockedAfter.toNanos();
    this.reporter = reporter;
    this.standstill = new StandstillWatch(hubs);
  }

  /** Starts the thread. */
  public void start() {
    new HubThread("greenloom-monitor", this::run).start();
  }

  private void run() {
    while (true) {
      try {
        GreenloomBridge.pause(pause());
        boolean ignored = Thread.interrupted(); // by the application; parking would not wait
        tick(System.nanoTime());
      } catch (Throwable e) {
        failed(e);
      }
      try {
        reporter.tellErrors(System.nanoTime());
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  /** Out of memory, as a rule: without this thread a blocked hub would stay blocked. */
  private void failed(Throwable error) {
    hubs.errors().note(EngineErrors.MONITOR, error);
  }

  private long pause() {
    boolean ticks = handOff || blockedAfter < Long.MAX_VALUE || watches.size() > 1;
    long pause = ticks ? TICK : ORDERS_ONLY;
    for (Watch watch : watches) {
      pause = Math.min(pause, watch.untilNextLook());
    }
    return pause;
  }

  private void tick(long now) {
    for (Watch watch : watches) {
      try {
        watch.look(now);
      } catch (Throwable e) {
        failed(e); // the other hubs must be watched
      }
    }
    for (AsideRun.Begun run = hubs.nextAsideRun(); run != null; run = hubs.nextAsideRun()) {
      stranded.add(Incident.of(run, blockedAfter));
    }
    for (int i = stranded.size() - 1; i >= 0; i--) {
      Incident incident = stranded.get(i);
      reportIfDue(incident, now);
      if (incident.isOver()) {
        reporter.ended(incident, now);
        stranded.remove(i);
      }
    }
    if (loopExit) {
      standstill.tick(now);
    }
    hubs.assistance().tick(now, handOff, hubs.errors());
    if (TimerFd.takeOrder()) {
      new HubThread("greenloom-linker", this::link).start();
    }
  }

  private void link() {
    try {
      TimerFd.link();
    } catch (Throwable e) {
      hubs.errors().note(EngineErrors.LINKER, e); // milliseconds do
    }
  }

  /**
   * One that has been handed off holds up nobody, so that it is told to people only if it computes
   * for long; one that waits in native code may do so for as long as it likes.
   */
  private void reportIfDue(Incident incident, long now) {
    long held = now - incident.since();
    if (held < blockedAfter || incident.isOver()) {
      return;
    }
    if (incident.markReported()) {
      incident.hub().countBlocked();
      reporter.began(incident, now);
    }
    if (!incident.isPrinted() && (incident.isLeftThere() || computes(incident, now))) {
      incident.markPrinted();
      reporter.lasts(incident, now);
    }
  }

  private boolean computes(Incident incident, long now) {
    return incident.isHandedOff() && incident.computing().nanos(now) / LASTING >= blockedAfter;
  }

  /** How many who compute have lost the hub and go on, after so many nanoseconds. */
  private int lasting(Hub hub, long now, long age) {
    int count = 0;
    for (Incident incident : stranded) {
      if (incident.isComputingOf(hub) && now - incident.since() >= age && !incident.isOver()) {
        count++;
      }
    }
    return count;
  }

  private String whyNotHandedOff() {
    return handOff
        ? "there is no other carrier (handoff.carriers allows %d in all, with %d for the hubs)"
            .formatted(hubs.mostCarriers(), watches.size())
        : "handoff=false";
  }

  /** What the monitor has seen of one hub. */
  private final class Watch {
    private final Hub hub;
    private final TurnWatch turn;
    private long token;
    private long since;
    private long busyBefore;
    private long lookedAt;

    /** Whether the same greenlet has been running for a tick, and it must be seen if it blocks. */
    private boolean isSuspicious;

    private final TimeSlice slice = new TimeSlice();

    /** Whether it is due because of that. */
    private boolean hasUsedUp;

    /** What is known of the greenlet that runs, once it has been reported. */
    private @Nullable Incident incident;

    Watch(Hub hub) {
      this.hub = hub;
      this.turn = new TurnWatch(hubs, hub);
    }

    void look(long now) {
      hub.callForHelp();
      turn.look(now);
      slice.look(hub.hasBacklog(), hub.switches(), now);
      if (!slice.isShort()) {
        hub.crowded(false);
      }
      long seen = hub.runToken();
      if (seen == 0 || seen != token) {
        begin(seen, now);
        return;
      }
      boolean due = handOff && isDue(now);
      if (due && handOff(now)) {
        begin(0, now);
      } else if (now - since >= blockedAfter) {
        reportOnHub(now, due || !handOff);
      }
    }

    private void begin(long newToken, long now) {
      if (incident != null) {
        reporter.ended(incident, now);
        incident = null;
      }
      token = newToken;
      since = now;
      hub.watch(newToken, now);
      busyBefore = -1;
      isSuspicious = false;
    }

    long untilNextLook() {
      if (handOff && slice.isShort()) {
        return slice.untilNextLook();
      }
      return isSuspicious ? LOOK : Long.MAX_VALUE;
    }

    /** Whether the greenlet blocks, or has computed for long. */
    private boolean isDue(long now) {
      long held = now - since;
      if (held >= COMPUTING) {
        return true;
      }
      boolean isFirst = busyBefore < 0;
      boolean blocks = hasBlocked(now);
      isSuspicious = isFirst;
      hasUsedUp =
          !blocks && (!isFirst || slice.isShort()) && slice.isUsedUp(held) && hub.isAwaited(now);
      return blocks || hasUsedUp;
    }

    /** Since the look before this one, if there was one. */
    private boolean hasBlocked(long now) {
      long busy = hub.carrierBusyNanos();
      boolean blocks = busy == 0 || (busyBefore >= 0 && busy - busyBefore < (now - lookedAt) / 2);
      busyBefore = busy;
      lookedAt = now;
      return blocks;
    }

    private boolean handOff(long now) {
      Incident handedOff = incident != null ? incident : newIncident();
      if (handedOff == null || !hub.handOff(token)) {
        return false;
      }
      handedOff.handedOff(now);
      stranded.add(handedOff);
      incident = null;
      if (hasUsedUp) {
        handedOff.markComputing();
        if (slice.shortenFor(age -> lasting(hub, now, age))) {
          hub.crowded(true);
        }
      }
      return true;
    }

    private @Nullable Incident newIncident() {
      return Incident.of(hub, token, since, blockedAfter);
    }

    private void reportOnHub(long now, boolean stays) {
      if (incident == null) {
        incident = newIncident();
      }
      if (incident != null) {
        if (stays) {
          incident.leftThere(whyNotHandedOff());
        }
        reportIfDue(incident, now);
      }
    }
  }
}
