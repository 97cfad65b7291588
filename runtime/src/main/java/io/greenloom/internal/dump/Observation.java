package io.greenloom.internal.dump;

import io.greenloom.internal.jdk.ThreadSnapshot.OwnedMonitor;
import java.util.List;

/**
 * One thread as a dump has found it.
 *
 * @param thread as the application knows it
 * @param attributes what else there is to say about it, each behind a comma
 * @param activity what it is doing
 * @param trace its frames
 * @param monitors those that it owns, as far as known
 */
record Observation(
    Thread thread,
    String attributes,
    Activity activity,
    List<StackTraceElement> trace,
    List<OwnedMonitor> monitors) {

  String line(Descriptors descriptors) {
    return Names.of(thread) + attributes + ": " + activity.text(descriptors);
  }

  Observation with(Activity newActivity) {
    return new Observation(thread, attributes, newActivity, trace, monitors);
  }
}
