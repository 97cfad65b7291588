package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lists of threads are asked for while the threads on them switch as fast as they can. */
@SuppressWarnings({"LockNotBeforeTry", "ThreadPriorityCheck"})
public final class LiveListings {
  private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();
  private static final Object MONITOR = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final SynchronousQueue<String> QUEUE = new SynchronousQueue<>();
  private static final long MILLIS = 600;

  private static volatile boolean done;

  private LiveListings() {}

  /** Returns null if all is well, else what is not. */
  private interface Look {
    @Nullable String once(List<Thread> threads);
  }

  /** Runs the program. */
  public static void main(String[] args) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Runnable body :
        List.<Runnable>of(LiveListings::lock, Thread::yield, LiveListings::sleep)) {
      for (int i = 0; i < 3; i++) {
        threads.add(repeat(body));
      }
    }
    threads.add(repeat(() -> QUEUE.offer("")));
    threads.add(repeat(QUEUE::poll));
    threads.add(repeat(LiveListings::enter));
    threads.add(repeat(LiveListings::enter));

    ask("dump", threads, LiveListings::dump);
    ask("infos", threads, LiveListings::infos);
    ask("deadlocks", threads, all -> Arrays.toString(BEAN.findDeadlockedThreads()));
    ask("monitor deadlocks", threads, all -> Arrays.toString(BEAN.findMonitorDeadlockedThreads()));
    ask("stack traces", threads, LiveListings::traces);
    ask("group", threads, all -> Thread.activeCount() > all.size() ? "null" : "too few");
    done = true;
    join(threads.toArray(Thread[]::new));
  }

  private static Thread repeat(Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              while (!done) {
                body.run();
              }
            },
            "busy");
    thread.start();
    return thread;
  }

  private static void lock() {
    LOCK.lock();
    try {
      Thread.yield();
    } finally {
      LOCK.unlock();
    }
  }

  private static void enter() {
    synchronized (MONITOR) {
      Thread.yield();
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MICROSECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ask(String name, List<Thread> threads, Look look) {
    step(
        name,
        () -> {
          long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
          do {
            String problem = look.once(threads);
            if (!"null".equals(problem)) {
              return problem;
            }
          } while (System.nanoTime() < end);
          return "fine";
        });
  }

  private static String dump(List<Thread> threads) {
    long busy =
        Arrays.stream(BEAN.dumpAllThreads(true, true))
            .map(ThreadInfo::getThreadName)
            .filter("busy"::equals)
            .count();
    return busy == threads.size() ? "null" : "of " + threads.size() + " threads " + busy;
  }

  private static String infos(List<Thread> threads) {
    long[] ids = threads.stream().mapToLong(Thread::threadId).toArray();
    boolean complete = true;
    for (ThreadInfo info : BEAN.getThreadInfo(ids, 5)) {
      complete &= info != null && info.getThreadName().equals("busy");
    }
    return complete ? "null" : "one is missing";
  }

  private static String traces(List<Thread> threads) {
    return Thread.getAllStackTraces().keySet().containsAll(threads) ? "null" : "one is missing";
  }
}
