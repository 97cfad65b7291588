package io.greenloom.internal.dump;

import io.greenloom.internal.LastWaits;
import io.greenloom.internal.dump.Activity.Kind;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether nothing can happen any more in this JVM: every greenlet and every thread of the
 * application waits, without a limit, for something that only another one could do. What may come
 * from outside counts as something that happens: file descriptors, timers, native code, child
 * processes, virtual threads of the JDK's own scheduler. Signals and debuggers do not.
 *
 * <p>Used by one thread, which is no greenlet. In doubt the answer is no.
 */
public final class Standstill {
  private static final int LOOKS = 3;
  private static final long PAUSE_NANOS = 20_000_000;

  /** Threads of the JVM that do nothing unless the application does. */
  private static final Set<String> IDLE_BY_NATURE =
      Set.of(
          "Attach Listener",
          "Common-Cleaner",
          "Finalizer",
          "JFR Periodic Tasks",
          "JFR Recorder Thread",
          "Notification Thread",
          "Reference Handler",
          "Service Thread",
          "Signal Dispatcher",
          "VirtualThread-unblocker");

  /** Queues that have nothing for later. */
  private static final Set<String> UNDELAYED =
      Set.of(
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.SynchronousQueue");

  private final Hubs hubs;

  private Standstill(Hubs hubs) {
    this.hubs = hubs;
  }

  /**
   * A first look, which costs next to nothing.
   *
   * @param hubs the running hubs
   * @return whether no hub has anything to do, now or at some time
   */
  public static boolean isPossible(Hubs hubs) {
    for (Hub hub : hubs.all()) {
      if (!hub.isAsleep() || hub.readyCount() > 0 || hub.timerCount() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks at all threads, several times.
   *
   * @param hubs the running hubs
   * @return what the threads wait for, or null if something may still happen
   */
  public static @Nullable String describe(Hubs hubs) {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      return null; // nobody to ask whether a thread has waited twice rather than once
    }
    Standstill standstill = new Standstill(hubs);
    long switches = standstill.switches();
    Map<Long, Long> counts = WaitCounts.ofPlatformThreads();
    String text = null;
    for (int look = 0; look < LOOKS; look++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      text = isPossible(hubs) ? standstill.look() : null;
      if (text == null) {
        return null;
      }
    }
    return standstill.switches() == switches && WaitCounts.ofPlatformThreads().equals(counts)
        ? text
        : null;
  }

  /** How often each thread has waited; in a class of its own, as its module may be absent. */
  private static final class WaitCounts {
    private WaitCounts() {}

    static Map<Long, Long> ofPlatformThreads() {
      Map<Long, Long> counts = new HashMap<>();
      long[] ids =
          Arrays.stream(GreenloomDumps.platformThreads())
              .filter(thread -> Observer.isOfApplication(thread) && !isIdleByNature(thread))
              .mapToLong(Thread::threadId)
              .toArray();
      for (ThreadInfo info : ManagementFactory.getThreadMXBean().getThreadInfo(ids)) {
        if (info != null) {
          counts.put(info.getThreadId(), info.getWaitedCount() + info.getBlockedCount());
        }
      }
      return counts;
    }
  }

  private long switches() {
    return hubs.all().stream().mapToLong(Hub::switches).sum();
  }

  private @Nullable String look() {
    if (!GreenloomDumps.tracksGreenlets() || GreenloomDumps.hasOtherVirtualThreads()) {
      return null;
    }
    List<RawGreenlet> greenlets = Dump.allGreenlets();
    Observer observer = new Observer(new Joins(greenlets));
    List<Observation> seen = new ArrayList<>();
    for (RawGreenlet greenlet : greenlets) {
      Observation observation = observer.look(greenlet);
      if (observation != null) {
        if (!isForEver(observation.activity())) {
          return null;
        }
        seen.add(observation);
      }
    }
    return addPlatformThreads(observer, seen) ? text(observer, seen) : null;
  }

  /** Returns false if one of them may go on. */
  private static boolean addPlatformThreads(Observer observer, List<Observation> seen) {
    long greenMain = GreenloomBridge.greenMainId();
    for (Thread thread : GreenloomDumps.platformThreads()) {
      if (isAtWorkForTheApplication(thread)) {
        return false;
      }
      if (!Observer.isOfApplication(thread)
          || isIdleByNature(thread)
          || thread.threadId() == greenMain) {
        continue;
      }
      Observation observation = observer.lookAtPlatform(thread);
      if (observation != null) {
        if (!isForEver(observation.activity()) && !isIdleWorker(observation)) {
          return false;
        }
        seen.add(observation);
      }
    }
    return true;
  }

  /** Whether it waits for somebody to give a pool a task, and otherwise ends after some time. */
  private static boolean isIdleWorker(Observation observation) {
    boolean queued = false;
    for (StackTraceElement frame : observation.trace()) {
      queued |= UNDELAYED.contains(frame.getClassName());
      if (frame.getClassName().equals("java.util.concurrent.ThreadPoolExecutor")) {
        return queued && frame.getMethodName().equals("getTask");
      }
    }
    return false;
  }

  /** Whether one of our own threads does what a greenlet waits for, or has called a listener. */
  private static boolean isAtWorkForTheApplication(Thread thread) {
    return thread instanceof HubThread own
        && !own.isOfApplication()
        && !own.getName().matches("greenloom-(carrier-.*|monitor|linker|standstill)")
        && own.getState() != Thread.State.WAITING
        && own.getState() != Thread.State.TIMED_WAITING;
  }

  private static boolean isIdleByNature(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null
        && group.getName().matches("system|InnocuousThreadGroup")
        && (IDLE_BY_NATURE.contains(thread.getName()) || thread.getName().startsWith("Cleaner-"));
  }

  private static boolean isForEver(Activity activity) {
    return activity.remaining() == Activity.NO_LIMIT
        && activity.kind() != Kind.RUNNING
        && activity.kind() != Kind.READY
        && activity.kind() != Kind.IO;
  }

  private static String text(Observer observer, List<Observation> seen) {
    Waits waits = new Waits();
    Groups groups = new Groups(new Descriptors(Path.of("/proc/self")));
    for (Observation observation : seen) {
      waits.add(observation);
      groups.add(observation);
    }
    StringBuilder text =
        new StringBuilder("this wait would never end: nothing runs, and nothing can any more\n");
    for (String line : new DeadlockSearch(observer).lines(waits)) {
      text.append(line).append('\n');
    }
    for (LastWaits.Wait wait : LastWaits.all()) {
      text.append(Names.of(wait.thread())).append(" waits for ").append(wait.what()).append('\n');
    }
    text.append('\n');
    groups.print(text, waits);
    return text.toString();
  }
}
