package java.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;

/**
 * Puts the live green threads where the JDK lists all threads.
 *
 * <p>They are not in a registry of ours: the JDK keeps its virtual threads in thread containers,
 * and a scan of those costs nothing before somebody asks. With {@code -Djdk.trackAllThreads=false}
 * the JDK does not keep them, and the lists have platform threads only.
 */
final class GreenloomListings {
  private GreenloomListings() {}

  /** All live facades by id, the order in which they were created. */
  static Map<Long, Thread> live() {
    return facades(false);
  }

  /** The facades that are alive only because somebody has their lock. */
  static Collection<Thread> ending() {
    return facades(true).values();
  }

  private static Map<Long, Thread> facades(boolean ending) {
    Map<Long, Thread> found = new TreeMap<>();
    for (GreenloomGreenlet greenlet : greenlets()) {
      if (greenlet.facade != null && greenlet.ending == ending) {
        found.put(greenlet.facade.threadId(), greenlet.facade);
      }
    }
    return found;
  }

  /** All live greenlets, with a facade or without. */
  static List<GreenloomGreenlet> greenlets() {
    List<GreenloomGreenlet> found = new ArrayList<>();
    collect(ThreadContainers.root(), found);
    return found;
  }

  private static void collect(ThreadContainer container, List<GreenloomGreenlet> found) {
    for (Iterator<Thread> threads = container.threads().iterator(); threads.hasNext(); ) {
      GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(threads.next());
      if (greenlet != null
          && (greenlet.facade == null
              || GreenloomThreads.greenletBehind(greenlet.facade) != null)) {
        found.add(greenlet);
      }
    }
    for (Iterator<ThreadContainer> children = container.children().iterator();
        children.hasNext(); ) {
      collect(children.next(), found);
    }
  }

  /** Whether the JDK schedules virtual threads itself. */
  static boolean hasOtherVirtualThreads(ThreadContainer container) {
    return container
            .threads()
            .anyMatch(thread -> thread.isVirtual() && GreenloomBridge.greenletOf(thread) == null)
        || container.children().anyMatch(GreenloomListings::hasOtherVirtualThreads);
  }

  /** {@code Thread.getAllThreads()}, for thread groups. */
  static Thread[] allThreads() {
    Map<Long, Thread> green = live();
    Thread[] platform = Thread.getAllThreads();
    for (Thread thread : platform) {
      green.remove(thread.threadId()); // main is both
    }
    Thread[] all = Arrays.copyOf(platform, platform.length + green.size());
    int at = platform.length;
    for (Thread thread : green.values()) {
      all[at++] = thread;
    }
    return all;
  }

  /** {@code Thread.getAllStackTraces()}. */
  static Map<Thread, StackTraceElement[]> allStackTraces(Map<Thread, StackTraceElement[]> plain) {
    Map<Thread, StackTraceElement[]> all = new HashMap<>(plain);
    for (Thread thread : live().values()) {
      StackTraceElement[] trace = GreenloomThreads.stackTrace(thread);
      if (trace != null) {
        all.put(thread, trace);
      }
    }
    return all;
  }

  /** {@code ThreadMXBean.getAllThreadIds()}. */
  static long[] allThreadIds(long[] plain) {
    Map<Long, Thread> green = live();
    for (long id : plain) {
      green.remove(id); // main is both
    }
    long[] all = Arrays.copyOf(plain, plain.length + green.size());
    int at = plain.length;
    for (long id : green.keySet()) {
      all[at++] = id;
    }
    return all;
  }
}
