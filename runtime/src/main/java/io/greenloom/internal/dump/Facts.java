package io.greenloom.internal.dump;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of a thread at one moment.
 *
 * @param mounted whether it is a greenlet on a carrier
 * @param state its state; of the virtual thread, where there is one
 * @param trace its frames
 * @param lock what it parks for, waits for or is blocked on, or null
 * @param ioWait the file descriptor that it waits for, as the greenlet marks it, or 0
 * @param joined the thread that it joins, or null
 * @param awaited what it waits for in the API, or null
 * @param remaining nanoseconds until its timer fires, or one of {@link Activity}'s constants
 */
record Facts(
    boolean mounted,
    Thread.State state,
    List<StackTraceElement> trace,
    @Nullable Object lock,
    int ioWait,
    @Nullable Thread joined,
    @Nullable String awaited,
    long remaining) {

  private static final int TOP = 8;

  boolean waits() {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** Whether one of the frames next to the top is a method's. */
  boolean isInside(String type, String method) {
    return trace.stream()
        .limit(TOP)
        .anyMatch(
            frame -> frame.getClassName().equals(type) && frame.getMethodName().equals(method));
  }
}
