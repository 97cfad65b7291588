package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the management bean for threads tells: counts, times, states, locks and deadlocks. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
public final class ThreadManagementBean {
  private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

  private ThreadManagementBean() {}

  /** Runs the program. */
  public static void main(String[] args) {
    bean();
    infos();
    locks();
    step("no deadlock", () -> Arrays.toString(BEAN.findDeadlockedThreads()));
    step("deadlock by monitors", ThreadManagementBean::monitorDeadlock);
    step("deadlock by locks", ThreadManagementBean::lockDeadlock);
    step("deadlock by both", ThreadManagementBean::mixedDeadlock);
  }

  private static void bean() {
    step(
        "thread count",
        () -> {
          int before = BEAN.getThreadCount();
          int daemons = BEAN.getDaemonThreadCount();
          return Steps.whileWaiting(thread ->
              (BEAN.getThreadCount() - before) + " " + (BEAN.getDaemonThreadCount() - daemons));
        });
    step(
        "started count",
        () -> {
          long before = BEAN.getTotalStartedThreadCount();
          for (int i = 0; i < 10; i++) {
            join(startDaemon("t", () -> {}));
          }
          return BEAN.getTotalStartedThreadCount() - before >= 10;
        });
    step(
        "peak count",
        () -> {
          BEAN.resetPeakThreadCount();
          int before = BEAN.getPeakThreadCount();
          Steps.whileWaiting(thread -> null);
          return BEAN.getPeakThreadCount() > before;
        });
    step(
        "ids",
        () ->
            Steps.whileWaiting(thread ->
                LongStream.of(BEAN.getAllThreadIds())
                    .filter(id -> id == thread.threadId())
                    .count()));
    step("CPU time", () -> Steps.inside(() -> BEAN.getCurrentThreadCpuTime() > 0));
    step("user time", () -> Steps.inside(() -> BEAN.getCurrentThreadUserTime() >= 0));
    step(
        "CPU time by id",
        () -> Steps.inside(() -> BEAN.getThreadCpuTime(Thread.currentThread().threadId()) > 0));
    step(
        "allocated bytes",
        () ->
            Steps.inside(() ->
                ((com.sun.management.ThreadMXBean) BEAN).getCurrentThreadAllocatedBytes() > 0));
  }

  private static void infos() {
    step(
        "info",
        () ->
            Steps.whileWaiting(thread -> {
              ThreadInfo info = BEAN.getThreadInfo(thread.threadId());
              return describe(info) + " frames " + info.getStackTrace().length;
            }));
    step(
        "info with frames",
        () ->
            Steps.whileWaiting(thread ->
                BEAN.getThreadInfo(thread.threadId(), 2).getStackTrace().length
                    + " "
                    + Stream.of(
                            BEAN.getThreadInfo(thread.threadId(), Integer.MAX_VALUE)
                                .getStackTrace())
                        .anyMatch(Steps::isApplication)));
    step(
        "infos of some",
        () ->
            Steps.whileWaiting(thread -> {
              ThreadInfo[] infos =
                  BEAN.getThreadInfo(
                      new long[] {
                        Long.MAX_VALUE, thread.threadId(), Thread.currentThread().threadId()
                      });
              return Stream.of(infos)
                  .map(info -> info == null ? null : info.getThreadName())
                  .toList();
            }));
    step(
        "dump of all",
        () ->
            Steps.whileWaiting(thread ->
                Stream.of(BEAN.dumpAllThreads(true, true))
                    .map(ThreadInfo::getThreadName)
                    .filter(name -> name.equals("waiting") || name.equals("main"))
                    .sorted()
                    .toList()));
    step("no id", () -> BEAN.getThreadInfo(0));
    step("negative depth", () -> BEAN.getThreadInfo(1, -1));
  }

  private static String describe(ThreadInfo info) {
    return "%s %s daemon=%s priority=%s suspended=%s native=%s lock=%s owner=%s"
        .formatted(
            info.getThreadName(),
            info.getThreadState(),
            info.isDaemon(),
            info.getPriority(),
            info.isSuspended(),
            info.isInNative(),
            String.valueOf(info.getLockName()).replaceAll("@.*", ""),
            info.getLockOwnerName());
  }

  private static void locks() {
    step(
        "info of a thread that waits for a lock",
        () -> {
          ReentrantLock lock = new ReentrantLock();
          Thread owner =
              startDaemon(
                  "owner",
                  () -> {
                    lock.lock();
                    LockSupport.park();
                    lock.unlock();
                  });
          awaitState(owner, Thread.State.WAITING);
          Thread waiting = startDaemon("waits for lock", () -> lockAndUnlock(lock));
          awaitState(waiting, Thread.State.WAITING);
          ThreadInfo info = BEAN.getThreadInfo(waiting.threadId());
          LockSupport.unpark(owner);
          join(owner, waiting);
          return describe(info) + " " + (info.getLockOwnerId() == owner.threadId());
        });
    step(
        "info of a thread that waits for a monitor",
        () -> {
          Object monitor = new Object();
          Thread owner =
              startDaemon(
                  "owner",
                  () -> {
                    synchronized (monitor) {
                      LockSupport.park();
                    }
                  });
          awaitState(owner, Thread.State.WAITING);
          Thread blocked = startDaemon("blocked", () -> enter(monitor));
          awaitState(blocked, Thread.State.BLOCKED);
          ThreadInfo info = BEAN.getThreadInfo(new long[] {blocked.threadId()}, true, true)[0];
          ThreadInfo owning = BEAN.getThreadInfo(new long[] {owner.threadId()}, true, true)[0];
          LockSupport.unpark(owner);
          join(owner, blocked);
          return describe(info)
              + " "
              + (info.getLockOwnerId() == owner.threadId())
              + " owned "
              + Stream.of(owning.getLockedMonitors())
                  .map(owned ->
                      owned.getClassName() + " by " + owned.getLockedStackFrame().getClassName())
                  .map(text -> text.replaceAll("\\$\\$Lambda.*", ""))
                  .toList();
        });
    step(
        "info of a thread in Object.wait",
        () -> {
          Object monitor = new Object();
          Thread waiting =
              startDaemon(
                  "in wait",
                  () -> {
                    synchronized (monitor) {
                      monitor.wait();
                    }
                  });
          awaitState(waiting, Thread.State.WAITING);
          ThreadInfo info = BEAN.getThreadInfo(waiting.threadId());
          synchronized (monitor) {
            monitor.notifyAll();
          }
          join(waiting);
          return describe(info);
        });
  }

  private static void lockAndUnlock(ReentrantLock lock) {
    lock.lock();
    lock.unlock();
  }

  private static void enter(Object monitor) {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  private static List<String> names(long @Nullable [] ids) {
    return ids == null
        ? List.of()
        : Stream.of(BEAN.getThreadInfo(ids)).map(ThreadInfo::getThreadName).sorted().toList();
  }

  private static void arrive(CyclicBarrier barrier) throws Exception {
    barrier.await();
  }

  private static Object monitorDeadlock() throws Exception {
    Object first = new Object();
    Object second = new Object();
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<Thread> threads = new ArrayList<>();
    for (boolean forth : new boolean[] {true, false}) {
      threads.add(
          startDaemon(
              "monitors " + forth,
              () -> {
                synchronized (forth ? first : second) {
                  arrive(barrier);
                  enter(forth ? second : first);
                }
              }));
    }
    for (Thread thread : threads) {
      awaitState(thread, Thread.State.BLOCKED);
    }
    return names(BEAN.findMonitorDeadlockedThreads()) + " " + names(BEAN.findDeadlockedThreads());
  }

  private static Object lockDeadlock() throws Exception {
    ReentrantLock first = new ReentrantLock();
    ReentrantLock second = new ReentrantLock();
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<Thread> threads = new ArrayList<>();
    for (boolean forth : new boolean[] {true, false}) {
      threads.add(
          startDaemon(
              "locks " + forth,
              () -> {
                (forth ? first : second).lock();
                arrive(barrier);
                (forth ? second : first).lock();
              }));
    }
    awaitQueued(first);
    awaitQueued(second);
    for (Thread thread : threads) {
      awaitState(thread, Thread.State.WAITING);
    }
    return names(BEAN.findMonitorDeadlockedThreads()) + " " + names(BEAN.findDeadlockedThreads());
  }

  /** A monitor one way, a lock the other. */
  private static Object mixedDeadlock() throws Exception {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CyclicBarrier barrier = new CyclicBarrier(2);
    Thread blocked =
        startDaemon(
            "mixed lock",
            () -> {
              lock.lock();
              arrive(barrier);
              enter(monitor);
            });
    startDaemon(
        "mixed monitor",
        () -> {
          synchronized (monitor) {
            arrive(barrier);
            lock.lock();
          }
        });
    awaitState(blocked, Thread.State.BLOCKED);
    awaitQueued(lock);
    return names(BEAN.findDeadlockedThreads());
  }

  private static void awaitQueued(ReentrantLock lock) throws InterruptedException {
    while (!lock.hasQueuedThreads()) {
      Thread.sleep(1);
    }
  }
}
