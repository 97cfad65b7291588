package io.greenloom.internal.monitor;

import io.greenloom.HubBlocked;
import java.time.Duration;
import java.util.List;

/** The texts of the reports. */
final class Reports {
  private static final String ERROR_PREFIX = "greenloom: internal error: ";

  private Reports() {}

  /** An incident has been noticed. */
  static String begun(Incident incident, HubBlocked blocked, int leftOut) {
    StringBuilder text = new StringBuilder();
    if (leftOut > 0) {
      text.append("greenloom: %d more like the last were not reported%n".formatted(leftOut));
    }
    text.append(
        "greenloom: \"%s\" has held hub %d's carrier for %d ms without yielding; %s (report %d)%n"
            .formatted(
                blocked.thread(),
                blocked.hub(),
                blocked.duration().toMillis(),
                outcome(incident),
                incident.number()));
    if (blocked.stack().isEmpty()) {
      text.append("\t(it went on before its stack could be read)").append(System.lineSeparator());
    }
    for (StackTraceElement frame : blocked.stack()) {
      text.append("\tat ").append(frame).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** It is over. */
  static String ended(Incident incident, HubBlocked blocked) {
    return "greenloom: \"%s\" went on after %d ms; %s (report %d)%n"
        .formatted(
            blocked.thread(), blocked.duration().toMillis(), outcome(incident), incident.number());
  }

  /** More of the same place as an earlier report. */
  static String more(int count, int report, String place) {
    return "greenloom: %d more like report %d in the last minute, at %s%n"
        .formatted(count, report, place);
  }

  /** Greenloom itself has failed. */
  static String errors(long count, String last) {
    return "%s%s; %d so far, Hub.dump() has the stack of the first%n"
        .formatted(ERROR_PREFIX, last, count);
  }

  /**
   * Where somebody would look for the cause: the method of the topmost frame that is not the JDK's,
   * or of the topmost one. It is another place if others had to wait.
   */
  static String place(List<StackTraceElement> stack, boolean handedOff) {
    String method =
        stack.stream()
            .filter(frame -> !isOfJdk(frame))
            .findFirst()
            .or(() -> stack.stream().findFirst())
            .map(frame -> frame.getClassName() + "." + frame.getMethodName())
            .orElse("a place that is not known");
    return handedOff ? method : method + ", not handed off";
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static String outcome(Incident incident) {
    return incident.isHandedOff()
        ? "the hub was handed off after %d ms"
            .formatted(Duration.ofNanos(incident.untilHandOff()).toMillis())
        : "the hub was not handed off: " + incident.whyNot();
  }
}
