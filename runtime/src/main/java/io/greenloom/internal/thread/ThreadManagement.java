package io.greenloom.internal.thread;

import io.greenloom.internal.jdk.ThreadInfos;
import io.greenloom.internal.jdk.ThreadSnapshot;
import io.greenloom.internal.jdk.ThreadSnapshot.OwnedMonitor;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ThreadMXBean} tells of green threads. Called by those who ask it, on their thread.
 */
public final class ThreadManagement {
  private ThreadManagement() {}

  /** Gets the ways into the JDK, which are open during installation only. */
  public static void prepare() {
    ThreadInfos.prepare();
  }

  /**
   * Adds the green threads to information about threads.
   *
   * @param plain by the JDK, with null for those it does not know
   * @param ids the threads asked for, or null for all there are
   * @param maxDepth how many frames
   * @param lockedMonitors whether to tell the monitors that they own
   * @return the same with green threads; the given array if ids were given
   */
  public static @Nullable Object[] threadInfos(
      @Nullable Object[] plain, long @Nullable [] ids, int maxDepth, boolean lockedMonitors) {
    if (ids != null && !mayBeGreen(plain, ids)) {
      return plain;
    }
    Map<Long, Thread> green = GreenloomBridge.greenThreads();
    LockOwners owners = new LockOwners();
    Set<Long> known = new HashSet<>();
    for (int i = 0; i < plain.length; i++) {
      long id = ids != null ? ids[i] : idOf(plain[i]);
      known.add(id);
      Thread thread = green.get(id);
      ThreadInfo info = thread == null ? null : info(thread, maxDepth, lockedMonitors, owners);
      if (info != null) {
        plain[i] = info;
      }
    }
    if (ids != null) {
      return plain;
    }
    List<@Nullable Object> all = new ArrayList<@Nullable Object>(Arrays.asList(plain));
    for (Thread thread : green.values()) {
      if (!known.contains(thread.threadId())) {
        ThreadInfo info = info(thread, maxDepth, lockedMonitors, owners);
        if (info != null) {
          all.add(info);
        }
      }
    }
    return all.toArray(plain);
  }

  /** Whether a thread asked for is one that the JDK does not know, or the main thread if green. */
  private static boolean mayBeGreen(@Nullable Object[] plain, long[] ids) {
    long main = GreenloomBridge.greenMainId();
    for (int i = 0; i < ids.length; i++) {
      if (plain[i] == null || ids[i] == main) {
        return true;
      }
    }
    return false;
  }

  private static long idOf(@Nullable Object info) {
    return info instanceof ThreadInfo known ? known.getThreadId() : 0;
  }

  private static @Nullable ThreadInfo info(
      Thread thread, int maxDepth, boolean lockedMonitors, LockOwners owners) {
    // of the same moment or before it, so that a thread that waits has something to wait for
    Thread.State state = GreenloomBridge.stateOf(thread);
    ThreadSnapshot snapshot = ThreadSnapshot.ofGreen(thread);
    if (snapshot == null) {
      return null;
    }
    int depth = Math.min(snapshot.trace().size(), maxDepth);
    List<OwnedMonitor> monitors =
        snapshot.monitors().stream()
            .filter(monitor -> lockedMonitors && monitor.depth() < depth)
            .toList();
    // a wait for a file descriptor is a parked virtual thread, and a running platform thread
    boolean waits = state != Thread.State.RUNNABLE;
    return ThreadInfos.of(
        thread,
        state,
        waits ? snapshot.lock() : null,
        waits ? owners.ownerOf(snapshot) : null,
        snapshot.trace().subList(0, depth).toArray(StackTraceElement[]::new),
        monitors.stream().map(OwnedMonitor::monitor).toArray(),
        monitors.stream().mapToInt(OwnedMonitor::depth).toArray());
  }

  /**
   * Adds the deadlocks through green threads.
   *
   * @param plain ids of the threads that the JDK has found, or null
   * @param monitorsOnly whether to look at monitors only
   * @return ids of the threads in deadlocks, or null if there are none
   */
  public static long @Nullable [] deadlocked(long @Nullable [] plain, boolean monitorsOnly) {
    Set<Thread> cycles = Deadlocks.find(monitorsOnly);
    if (cycles.isEmpty()) {
      return plain;
    }
    LongStream known = plain == null ? LongStream.empty() : LongStream.of(plain);
    return LongStream.concat(known, cycles.stream().mapToLong(Thread::threadId))
        .distinct()
        .toArray();
  }
}
