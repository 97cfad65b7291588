package io.greenloom.internal.monitor;

import io.greenloom.internal.hub.AsideRun;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One greenlet that holds its carrier: it blocks, or does not yield. Written by the monitor, read
 * by the reporter.
 */
final class Incident {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Hub hub;
  private final long token;
  private final Thread greenlet;
  private final HubThread carrier;
  private final long lostRuns;
  private final long since;
  private final Computing computing;

  /** 0 until it is reported. */
  private volatile int number;

  /** Whether the reporter knows of it; the monitor's. */
  private boolean told;

  /** Whether it has been printed; the monitor's. */
  private boolean printed;

  /** When the hub was handed off, or 0. */
  private volatile long handedOffAt;

  /** Why it was not, as long as it was not. */
  private volatile String whyNot = "";

  /** Whether it has lost the hub because it computes; the monitor's. */
  private boolean computes;

  private Incident(
      Hub hub,
      long token,
      Thread greenlet,
      HubThread carrier,
      long lostRuns,
      long since,
      long blockedAfter) {
    this.hub = hub;
    this.token = token;
    this.greenlet = greenlet;
    this.carrier = carrier;
    this.lostRuns = lostRuns;
    this.since = since;
    this.computing = new Computing(since, blockedAfter, carrier::busyNanos, carrier::waitingNanos);
  }

  /**
   * The incident of the greenlet that runs.
   *
   * @param hub on which hub
   * @param token of its run
   * @param since when it was first seen there, {@code System.nanoTime()}
   * @param blockedAfter how long it takes to be reported
   * @return the incident, or null if it has yielded meanwhile
   */
  static @Nullable Incident of(Hub hub, long token, long since, long blockedAfter) {
    RawGreenlet running = hub.running();
    HubThread carrier = hub.carrier();
    if (carrier == null) {
      return null;
    }
    Thread culprit = running == null ? carrier : running.thread(); // the loop itself may be stuck
    Incident incident =
        new Incident(hub, token, culprit, carrier, carrier.lostRuns(), since, blockedAfter);
    return hub.runToken() == token ? incident : null;
  }

  /**
   * That of a greenlet that has never had the hub.
   *
   * @param run its run
   * @param blockedAfter how long it takes to be reported
   * @return the incident, handed off from the beginning
   */
  static Incident of(AsideRun.Begun run, long blockedAfter) {
    RawGreenlet greenlet = run.greenlet();
    Incident incident =
        new Incident(
            greenlet.hub(),
            0,
            greenlet.thread(),
            run.carrier(),
            run.lostRuns(),
            run.since(),
            blockedAfter);
    incident.handedOff(run.since());
    incident.markComputing();
    return incident;
  }

  Hub hub() {
    return hub;
  }

  void markComputing() {
    computes = true;
  }

  boolean isComputingOf(Hub asking) {
    return computes && hub == asking;
  }

  long since() {
    return since;
  }

  /** {@return for how long it has been computing; the monitor} */
  Computing computing() {
    return computing;
  }

  /**
   * {@return the virtual thread, which the application may know by another object; or the carrier}
   */
  Thread greenlet() {
    return greenlet;
  }

  /** Gives it a number; returns false if it has one. */
  boolean markReported() {
    if (number != 0) {
      return false;
    }
    number = NUMBER.incrementAndGet();
    return true;
  }

  void markTold() {
    told = true;
  }

  boolean isTold() {
    return told;
  }

  void markPrinted() {
    printed = true;
  }

  boolean isPrinted() {
    return printed;
  }

  /** {@return its number, 0 if it has not been reported} */
  int number() {
    return number;
  }

  void handedOff(long now) {
    handedOffAt = now;
  }

  void leftThere(String reason) {
    whyNot = reason;
  }

  /** Whether the hub has to wait for it, and not only until it is clear that it does not yield. */
  boolean isLeftThere() {
    return !isHandedOff() && !whyNot.isEmpty();
  }

  boolean isHandedOff() {
    return handedOffAt != 0;
  }

  /** {@return how long the hub stood still before it was handed off, nanoseconds} */
  long untilHandOff() {
    return handedOffAt - since;
  }

  String whyNot() {
    return whyNot;
  }

  /** Whether the greenlet has yielded or ended. */
  boolean isOver() {
    return isHandedOff() ? carrier.lostRuns() != lostRuns : hub.runToken() != token;
  }
}
