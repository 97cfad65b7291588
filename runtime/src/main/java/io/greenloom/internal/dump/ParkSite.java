package io.greenloom.internal.dump;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names a park by the method of {@code java.util.concurrent} that was called for it, such as {@code
 * ArrayBlockingQueue.take}.
 */
final class ParkSite {
  private static final String CONCURRENT = "java.util.concurrent.";

  /** Below what parks, and in between. */
  private static final Set<String> MACHINERY =
      Set.of(
          "java.lang.System$1",
          "java.lang.VirtualThread",
          "java.lang.GreenloomBridge",
          "jdk.internal.misc.Unsafe",
          "jdk.internal.misc.VirtualThreads",
          "sun.misc.Unsafe",
          CONCURRENT + "ForkJoinPool",
          CONCURRENT + "locks.LockSupport",
          CONCURRENT + "locks.AbstractQueuedSynchronizer",
          CONCURRENT + "locks.AbstractQueuedLongSynchronizer");

  private ParkSite() {}

  static String of(List<StackTraceElement> trace, @Nullable Object blocker) {
    String method = method(trace);
    if (method == null) {
      boolean condition =
          blocker != null && blocker.getClass().getName().endsWith("$ConditionObject");
      method = condition ? "Condition.await" : "park";
    }
    return blocker == null ? method : method + " of " + Names.of(blocker);
  }

  /** The outermost method of the first class that is not machinery, null if not of the JDK's. */
  private static @Nullable String method(List<StackTraceElement> trace) {
    StackTraceElement found = null;
    for (StackTraceElement frame : trace) {
      String type = frame.getClassName();
      if (found != null) {
        if (!type.equals(found.getClassName()) || isWorker(type)) {
          break;
        }
        found = frame;
      } else if (!isMachinery(type)) {
        if (!type.startsWith(CONCURRENT)) {
          break;
        }
        found = frame;
      }
    }
    return found == null ? null : simpleName(found.getClassName()) + "." + found.getMethodName();
  }

  /** Nested classes are, but for queues. */
  private static boolean isMachinery(String type) {
    return MACHINERY.contains(type)
        || (type.startsWith(CONCURRENT) && type.contains("$") && !type.endsWith("Queue"));
  }

  /** Its outermost method is that of the whole thread. */
  private static boolean isWorker(String type) {
    return type.equals(CONCURRENT + "ThreadPoolExecutor");
  }

  private static String simpleName(String type) {
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }
}
