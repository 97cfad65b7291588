package io.greenloom.internal.monitor;

import io.greenloom.HubBlocked;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An incident in the flight recorder, from when it was noticed to when it was over. */
final class Recording {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final BlockedEvent event = new BlockedEvent();

  private Recording() {}

  /** The event; its fields are what a recording shows. */
  @Name("io.greenloom.HubBlocked")
  @Label("Hub Blocked")
  @Category("Greenloom")
  @Description("A greenlet held its hub's carrier for long, blocking it or without yielding")
  @StackTrace(false)
  static final class BlockedEvent extends Event {
    @Label("Hub")
    int hub;

    @Label("Thread Name")
    String threadName = "";

    @Label("Handed Off")
    boolean handedOff;

    @Label("Held For")
    @Description("From when the greenlet last began to run")
    @Timespan(Timespan.NANOSECONDS)
    long heldFor;

    @Label("Stack")
    @Description("What the greenlet was doing when it was noticed")
    String stack = "";
  }

  /** Whether somebody records; asking does not start the recorder. */
  static boolean isOn() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  static Recording begin(HubBlocked blocked) {
    Recording recording = new Recording();
    recording.event.begin();
    recording.event.hub = blocked.hub();
    recording.event.threadName = blocked.thread();
    recording.event.stack =
        blocked.stack().stream().map(String::valueOf).collect(Collectors.joining("\n"));
    return recording;
  }

  void end(HubBlocked blocked) {
    event.handedOff = blocked.handedOff();
    event.heldFor = blocked.duration().toNanos();
    event.commit();
  }
}
