package io.greenloom;

import java.time.Duration;
import java.util.List;

/**
 * A greenlet that has held its hub's carrier for longer than {@code monitor.blocked-after}, because
 * it blocks in native code or computes without yielding.
 *
 * @param hub index of the hub
 * @param thread name of the thread or greenlet
 * @param stack what it was doing when it was noticed, innermost frame first; empty if it went on
 *     before that could be read
 * @param duration for how long, so far or, when it is over, in all
 * @param handedOff whether the hub went on with another carrier; if not, it stood still
 */
public record HubBlocked(
    int hub, String thread, List<StackTraceElement> stack, Duration duration, boolean handedOff) {
  /** Copies the list. */
  public HubBlocked {
    stack = List.copyOf(stack);
  }
}
