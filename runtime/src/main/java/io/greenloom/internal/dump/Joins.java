package io.greenloom.internal.dump;

import io.greenloom.Greenlet;
import io.greenloom.internal.hub.ApiGreenlet;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which thread somebody waits for to end. */
final class Joins {
  private static final int TOP = 16;

  /** Application threads by what is parked for to join them, and by what the API knows of them. */
  private final IdentityHashMap<Object, Thread> threads = new IdentityHashMap<>();

  /**
   * Collects those that can be joined.
   *
   * @param greenlets all there are
   */
  Joins(List<RawGreenlet> greenlets) {
    for (RawGreenlet greenlet : greenlets) {
      Thread facade = greenlet.facade();
      Thread thread = facade != null ? facade : greenlet.thread();
      Object blocker = GreenloomDumps.joinBlocker(greenlet);
      if (blocker != null) {
        threads.put(blocker, thread);
      }
      if (greenlet instanceof ApiGreenlet ofApi) {
        threads.put(ofApi.owner(), thread);
      }
    }
  }

  /** The one thread that is joined, or null. */
  @Nullable Thread find(
      List<StackTraceElement> trace, @Nullable Object lock, @Nullable Object awaited) {
    if (awaited != null) {
      return threads.get(awaited);
    }
    if (lock instanceof Thread joined && isJoin(trace)) {
      return joined; // a platform thread is joined by waiting for its monitor
    }
    return lock == null ? null : threads.get(lock);
  }

  private static boolean isJoin(List<StackTraceElement> trace) {
    return trace.stream()
        .limit(TOP)
        .anyMatch(frame ->
            frame.getClassName().equals("java.lang.Thread")
                && frame.getMethodName().equals("join"));
  }

  /** In words, what is waited for in the API; null if nothing is. */
  @Nullable String describe(@Nullable Object awaited) {
    if (awaited == null) {
      return null;
    }
    if (awaited instanceof Collection<?> several) {
      return "join of " + Shown.count(several.size(), "greenlet") + left(several);
    }
    return awaited instanceof Greenlet ? "join of " + awaited : awaited.toString();
  }

  /** Those that have not ended yet. */
  private String left(Collection<?> several) {
    List<String> names = new ArrayList<>();
    int count = 0;
    for (Object greenlet : several) {
      boolean ended = greenlet instanceof Greenlet<?> joined && joined.isReady();
      Thread thread = ended ? null : threads.get(greenlet);
      if (thread != null && count++ < Shown.MOST) {
        names.add(Names.of(thread));
      }
    }
    return count == 0 ? "" : ", left: " + Shown.list(names, count);
  }
}
