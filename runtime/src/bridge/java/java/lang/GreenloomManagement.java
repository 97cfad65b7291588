package java.lang;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * What patched methods that list threads ask, those of {@code ThreadMXBean} among them, see {@link
 * GreenloomBridge}.
 */
public final class GreenloomManagement {
  /** What the command {@code dump} asks for: no file that the JDK could write to. */
  private static final String OUR_DUMP = "/dev/null/greenloom";

  private GreenloomManagement() {}

  /** {@return {@code Thread.getAllThreads()} and the green threads, for thread groups} */
  public static Thread[] allThreads() {
    return GreenloomListings.allThreads();
  }

  /**
   * {@code Thread.getAllStackTraces}.
   *
   * @param plain the platform threads'
   * @return these and the green threads'
   */
  public static Map<Thread, StackTraceElement[]> allStackTraces(
      Map<Thread, StackTraceElement[]> plain) {
    return GreenloomListings.allStackTraces(plain);
  }

  /**
   * {@code getQueuedThreads} and the like of locks.
   *
   * @param threads a new collection
   * @return the same, with the application's thread objects in it
   */
  public static Collection<Thread> facades(Collection<Thread> threads) {
    List<Thread> facades = new ArrayList<>(threads.size());
    for (Thread thread : threads) {
      facades.add(GreenloomBridge.facade(thread));
    }
    return facades;
  }

  /**
   * {@code getFirstQueuedThread}, asked by the JDK, which compares it with the current thread.
   *
   * @param synchronizer whose queue it is
   * @return the thread that is really parked
   */
  public static Thread firstQueued(AbstractQueuedSynchronizer synchronizer) {
    return GreenloomPolling.parked(synchronizer.getFirstQueuedThread());
  }

  /**
   * Like {@link #firstQueued}.
   *
   * @param synchronizer whose queue it is
   * @return the thread that is really parked
   */
  public static Thread firstQueuedLong(AbstractQueuedLongSynchronizer synchronizer) {
    return GreenloomPolling.parked(synchronizer.getFirstQueuedThread());
  }

  // -- sun.management.ThreadImpl

  /**
   * {@code Thread.isVirtual}, asked before something is measured of the current thread.
   *
   * @param thread the current thread
   * @return false for a green thread, whose carrier is then measured
   */
  public static boolean isMeasuredVirtual(Thread thread) {
    return GreenloomBridge.facade(thread).isVirtual();
  }

  /**
   * {@code getAllThreadIds}.
   *
   * @param plain those of platform threads
   * @return these and the green threads'
   */
  public static long[] allThreadIds(long[] plain) {
    return GreenloomListings.allThreadIds(plain);
  }

  /**
   * {@code getThreadInfo(long[], int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object threadInfos(Object plain, Object bean, long[] ids, int maxDepth) {
    return GreenloomBridge.hooks().threadInfos((Object[]) plain, ids, maxDepth, false);
  }

  /**
   * {@code getThreadInfo(long[], boolean, boolean)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param lockedMonitors whether to tell the monitors that they own
   * @return the same, with green threads
   */
  public static Object lockingThreadInfos(
      Object plain, Object bean, long[] ids, boolean lockedMonitors) {
    return GreenloomBridge.hooks()
        .threadInfos((Object[]) plain, ids, Integer.MAX_VALUE, lockedMonitors);
  }

  /**
   * {@code getThreadInfo(long[], boolean, boolean, int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param lockedMonitors whether to tell the monitors that they own
   * @param lockedSynchronizers the same of locks
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object lockingThreadInfosTo(
      Object plain,
      Object bean,
      long[] ids,
      boolean lockedMonitors,
      boolean lockedSynchronizers,
      int maxDepth) {
    return GreenloomBridge.hooks().threadInfos((Object[]) plain, ids, maxDepth, lockedMonitors);
  }

  /**
   * {@code dumpAllThreads(boolean, boolean, int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param lockedMonitors whether to tell the monitors that they own
   * @param lockedSynchronizers the same of locks
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object allThreadInfos(
      Object plain,
      Object bean,
      boolean lockedMonitors,
      boolean lockedSynchronizers,
      int maxDepth) {
    return GreenloomBridge.hooks().threadInfos((Object[]) plain, null, maxDepth, lockedMonitors);
  }

  /**
   * {@code findDeadlockedThreads}.
   *
   * @param plain what the JDK's own code has found, or null
   * @return the same, with green threads
   */
  public static long[] deadlockedThreads(long[] plain) {
    return GreenloomBridge.hooks().deadlocked(plain, false);
  }

  /**
   * {@code findMonitorDeadlockedThreads}.
   *
   * @param plain what the JDK's own code has found, or null
   * @return the same, with green threads
   */
  public static long[] monitorDeadlockedThreads(long[] plain) {
    return GreenloomBridge.hooks().deadlocked(plain, true);
  }

  /**
   * {@code getThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static int threadCount(int plain) {
    return plain + GreenloomBridge.hooks().liveThreads(false);
  }

  /**
   * {@code getDaemonThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static int daemonThreadCount(int plain) {
    return plain + GreenloomBridge.hooks().liveThreads(true);
  }

  /**
   * {@code getPeakThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads; both peaks may not have been at the same time
   */
  public static int peakThreadCount(int plain) {
    return plain + GreenloomBridge.hooks().peakThreads();
  }

  /** {@code resetPeakThreadCount}. */
  public static void resetPeakThreadCount() {
    GreenloomBridge.hooks().resetPeakThreads();
  }

  /**
   * {@code getTotalStartedThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static long startedThreadCount(long plain) {
    return plain + GreenloomBridge.hooks().startedThreads();
  }

  /**
   * {@code ThreadDumper.dumpThreads}, which the VM calls for {@code jcmd Thread.dump_to_file}.
   *
   * @param file where to
   * @return the answer to our command, or null for the JDK's dump
   */
  public static byte[] attachedDump(String file) {
    return OUR_DUMP.equals(file) ? GreenloomBridge.hooks().attachedDump() : null;
  }

  /**
   * {@code ManagementFactory.getPlatformMBeanServer}.
   *
   * @param plain the server
   * @return the same
   */
  public static Object platformServer(Object plain) {
    GreenloomBridge.hooks().platformServer(plain);
    return plain;
  }
}
