package io.greenloom.internal.thread;

import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.config.ThreadPatterns;
import io.greenloom.internal.hub.HubThread;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which threads become green when they are started. */
final class ThreadRules {
  /** What HotSpot gives a thread that asks for nothing, at the least. */
  private static final long USUAL_STACK_SIZE = 1 << 20;

  /** Whether a blocked hub stops its green threads. */
  private final boolean hubsCanBlock;

  private final ThreadPatterns include;
  private final ThreadPatterns exclude;

  /** A green thread uses its carrier's stack, so this is the most that it can have. */
  private final long carrierStackSize;

  ThreadRules(Config config, long defaultStackSize) {
    this.hubsCanBlock = !config.get(Settings.HANDOFF);
    this.include = config.get(Settings.THREADS_INCLUDE);
    this.exclude = config.get(Settings.THREADS_EXCLUDE);
    this.carrierStackSize = defaultStackSize > 0 ? defaultStackSize : USUAL_STACK_SIZE;
  }

  /** Why a thread stays a platform thread, for a line of the report; null if it becomes green. */
  @Nullable String reasonAgainst(Thread thread) {
    if (thread instanceof HubThread) {
      return "it belongs to Greenloom";
    }
    if (thread instanceof OriginalThread) {
      return "Monkey.originalThread or Monkey.original has made it";
    }
    String type = jdkType(thread);
    if (type != null) {
      return "a %s compares itself with the current thread inside the JDK".formatted(type);
    }
    if (isJdkTask(GreenloomBridge.taskOf(thread))) {
      return "its body is the JDK's, which compares it with the current thread";
    }
    if (hubsCanBlock && isRmiThread(thread)) {
      return "JMX must answer while a hub is blocked, and " + Settings.HANDOFF.name() + " is off";
    }
    if (isSystemThread(thread)) {
      return "it is in the JVM's own thread group";
    }
    if (!include.isEmpty() && !include.matches(thread)) {
      return Settings.THREADS_INCLUDE.name() + " does not name it";
    }
    if (exclude.matches(thread)) {
      return Settings.THREADS_EXCLUDE.name() + " names it";
    }
    long stackSize = GreenloomBridge.stackSize(thread);
    return stackSize <= carrierStackSize
        ? null
        : String.format(
            Locale.ROOT,
            "it asks for a stack of %,d bytes, and carriers have %,d",
            stackSize,
            carrierStackSize);
  }

  /**
   * Threads of the JDK's own classes compare themselves with the current thread, which inside the
   * JDK is the virtual thread: ForkJoinWorkerThread, InnocuousThread, the HTTP client's selector
   * thread. A java.util.Timer's thread does not, and it runs application code.
   */
  private static @Nullable String jdkType(Thread thread) {
    Class<?> type = thread.getClass();
    while (type != Thread.class) {
      ClassLoader loader = type.getClassLoader();
      if (loader == null || ClassLoader.getPlatformClassLoader().equals(loader)) {
        return type.getName().equals("java.util.TimerThread") ? null : type.getName();
      }
      type = type.getSuperclass();
    }
    return null;
  }

  /** A plain thread of a JDK service, such as the dispatcher of {@code HttpServer}, or of JFR. */
  private static boolean isJdkTask(@Nullable Runnable task) {
    return task != null
        && (ClassLoader.getPlatformClassLoader().equals(task.getClass().getClassLoader())
            || "jdk.jfr".equals(task.getClass().getModule().getName()));
  }

  /** One that handles connections, also those of the JVM's management. */
  private static boolean isRmiThread(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null
        && group.getName().equals("RMI Runtime")
        && group.getParent() != null
        && group.getParent().getParent() == null;
  }

  /** The JVM's own group, in which no application thread is by itself. */
  private static boolean isSystemThread(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && group.getParent() == null;
  }
}
