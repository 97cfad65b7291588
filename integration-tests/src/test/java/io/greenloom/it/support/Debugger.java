package io.greenloom.it.support;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A debugger that stops each time a method is entered, looks about, and makes one step. */
public final class Debugger {
  /** For the JVM to be debugged; it waits and says on standard output where it listens. */
  public static final String AGENT =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0";

  /** What the JVM says, less the port. */
  public static final String LISTENING = "Listening for transport dt_socket at address: ";

  private static final long PATIENCE_MILLIS = 60_000;

  private final VirtualMachine machine;
  private final String type;
  private final String method;
  private final List<String> seen = new ArrayList<>();

  private Debugger(VirtualMachine machine, String type, String method) {
    this.machine = machine;
    this.type = type;
    this.method = method;
  }

  /** Attaches to a JVM that listens on a port, to stop in a method of a class not loaded yet. */
  public static Debugger attach(String port, String type, String method)
      throws IOException, IllegalConnectorArgumentsException {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(port);
    return new Debugger(connector.attach(arguments), type, method);
  }

  /** Lets the program run to its end, and returns what there was to see at each stop. */
  public List<String> run() throws Exception {
    ClassPrepareRequest prepare = machine.eventRequestManager().createClassPrepareRequest();
    prepare.addClassFilter(type);
    prepare.enable();
    boolean connected = true;
    while (connected) {
      EventSet events = machine.eventQueue().remove(PATIENCE_MILLIS);
      if (events == null) {
        throw new AssertionError("no event comes any more; so far: " + seen);
      }
      for (Event event : events) {
        connected &= !(event instanceof VMDisconnectEvent);
        handle(event);
      }
      if (connected) {
        events.resume();
      }
    }
    return seen;
  }

  private void handle(Event event)
      throws AbsentInformationException, IncompatibleThreadStateException {
    switch (event) {
      case ClassPrepareEvent prepared -> setBreakpoint(prepared.referenceType());
      case BreakpointEvent stop -> {
        look("breakpoint", stop);
        StepRequest step =
            machine
                .eventRequestManager()
                .createStepRequest(stop.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OVER);
        step.addCountFilter(1);
        step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        step.enable();
      }
      case StepEvent step -> {
        look("step", step);
        machine.eventRequestManager().deleteEventRequest(step.request());
      }
      default -> {}
    }
  }

  private void setBreakpoint(ReferenceType prepared) {
    machine
        .eventRequestManager()
        .createBreakpointRequest(prepared.methodsByName(method).getFirst().location())
        .enable();
  }

  /** Thread, frames of the application and the values of the topmost two. */
  private void look(String what, LocatableEvent event)
      throws AbsentInformationException, IncompatibleThreadStateException {
    ThreadReference thread = event.thread();
    StringBuilder text = new StringBuilder(what + " in " + thread.name() + ":");
    int depth = 0;
    for (StackFrame frame : thread.frames()) {
      if (depth++ < 2) {
        text.append(' ').append(frame.location().method().name()).append(variables(frame));
      } else if (frame.location().declaringType().name().equals(type)) {
        text.append(' ').append(frame.location().method().name());
      }
    }
    seen.add(text.toString());
  }

  private static List<String> variables(StackFrame frame) throws AbsentInformationException {
    return frame.visibleVariables().stream()
        .map(variable -> variable.name() + "=" + text(frame.getValue(variable)))
        .toList();
  }

  private static String text(Value value) {
    return String.valueOf(value);
  }
}
