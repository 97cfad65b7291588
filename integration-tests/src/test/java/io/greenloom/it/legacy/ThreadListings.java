package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Who is on the lists of threads: of groups, and of all stack traces. */
public final class ThreadListings {
  private ThreadListings() {}

  /** Runs the program. */
  public static void main(String[] args) {
    groups();
    traces();
  }

  private static void groups() {
    step(
        "active count",
        () -> {
          int before = Thread.activeCount();
          return Steps.whileWaiting(thread -> Thread.activeCount() - before);
        });
    step("enumerate", () -> Steps.whileWaiting(thread -> members(thread.getThreadGroup())));
    step("enumerate too few", () -> Steps.whileWaiting(thread -> Thread.enumerate(new Thread[1])));
    step("parent and subgroup", ThreadListings::subgroup);
    step("interrupt a group", ThreadListings::interruptGroup);
    step("list", () -> Steps.whileWaiting(thread -> listed(thread.getThreadGroup())));
    step(
        "pool's threads",
        () -> {
          ExecutorService pool = Executors.newFixedThreadPool(3);
          CountDownLatch started = new CountDownLatch(3);
          for (int i = 0; i < 3; i++) {
            pool.execute(() -> {
              started.countDown();
              LockSupport.park();
            });
          }
          Steps.await(started);
          List<String> members = members(Thread.currentThread().getThreadGroup());
          pool.shutdownNow();
          return members;
        });
  }

  private static String listed(ThreadGroup group) {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      group.list();
    } finally {
      System.setOut(out);
    }
    return Steps.idless(bytes.toString(StandardCharsets.UTF_8));
  }

  private static List<String> members(ThreadGroup group) {
    Thread[] threads = new Thread[100];
    int count = group.enumerate(threads);
    return Stream.of(threads)
        .limit(count)
        .map(Thread::toString)
        .map(Steps::idless)
        .sorted()
        .toList();
  }

  private static Object subgroup() throws InterruptedException {
    ThreadGroup parent = new ThreadGroup("parent");
    ThreadGroup child = new ThreadGroup(parent, "child");
    Thread thread = new Thread(child, LockSupport::park, "in child");
    thread.setDaemon(true);
    String before = parent.activeCount() + " " + child.activeCount();
    thread.start();
    awaitState(thread, Thread.State.WAITING);
    String seen =
        before + " " + parent.activeCount() + " " + members(parent) + " " + child.activeCount();
    Thread[] threads = new Thread[9];
    seen += " not recursive " + parent.enumerate(threads, false);
    LockSupport.unpark(thread);
    join(thread);
    return seen + " ended " + parent.activeCount() + " " + thread.getThreadGroup();
  }

  private static Object interruptGroup() throws InterruptedException {
    ThreadGroup group = new ThreadGroup("interrupted");
    int[] interrupted = new int[1];
    Thread[] threads = new Thread[5];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              group,
              () -> {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  synchronized (interrupted) {
                    interrupted[0]++;
                  }
                }
              });
      threads[i].setDaemon(true);
      threads[i].start();
      awaitState(threads[i], Thread.State.TIMED_WAITING);
    }
    group.interrupt();
    join(threads);
    return interrupted[0];
  }

  private static void traces() {
    step(
        "all stack traces",
        () ->
            Steps.whileWaiting(thread -> {
              Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
              StackTraceElement[] trace = all.get(thread);
              return trace == null
                  ? null
                  : trace.length > 0 && Stream.of(trace).anyMatch(Steps::isApplication);
            }));
    step(
        "all stack traces, of the asker",
        () -> Thread.getAllStackTraces().containsKey(Thread.currentThread()));
    step(
        "all stack traces, of an ended one",
        () -> {
          Thread thread = startDaemon("ended", () -> {});
          join(thread);
          return Thread.getAllStackTraces().containsKey(thread);
        });
  }
}
