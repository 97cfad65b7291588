package io.greenloom.internal.thread;

import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.config.ThreadPatterns;
import io.greenloom.internal.hub.HubThread;

/** Which threads become green when they are started. */
final class ThreadRules {
  private final ThreadPatterns include;
  private final ThreadPatterns exclude;

  ThreadRules(Config config) {
    this.include = config.get(Settings.THREADS_INCLUDE);
    this.exclude = config.get(Settings.THREADS_EXCLUDE);
  }

  boolean becomesGreen(Thread thread) {
    return !isHubThread(thread)
        && !isJdkThread(thread)
        && !isSystemThread(thread)
        && (include.isEmpty() || include.matches(thread))
        && !exclude.matches(thread);
  }

  private static boolean isHubThread(Thread thread) {
    return thread instanceof HubThread;
  }

  /**
   * Threads of the JDK's own classes compare themselves with the current thread, which inside the
   * JDK is the virtual thread: ForkJoinWorkerThread, InnocuousThread, the HTTP client's selector
   * thread. A java.util.Timer's thread does not, and it runs application code.
   */
  private static boolean isJdkThread(Thread thread) {
    Class<?> type = thread.getClass();
    while (type != Thread.class) {
      ClassLoader loader = type.getClassLoader();
      if (loader == null || ClassLoader.getPlatformClassLoader().equals(loader)) {
        return !type.getName().equals("java.util.TimerThread");
      }
      type = type.getSuperclass();
    }
    return false;
  }

  /** The JVM's own group, in which no application thread is by itself. */
  private static boolean isSystemThread(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && group.getParent() == null;
  }
}
