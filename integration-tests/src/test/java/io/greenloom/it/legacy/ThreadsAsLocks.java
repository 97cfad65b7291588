package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What waits for the monitor of a thread object, gives it up, or goes on without it. */
@SuppressWarnings({"LockOnNonEnclosingClassLiteral", "WaitNotInLoop"})
public final class ThreadsAsLocks {
  /** Longer than any of the waits that end. */
  private static final int LONG_MILLIS = 10_000;

  private ThreadsAsLocks() {}

  /** Something that waits for a thread. */
  @FunctionalInterface
  private interface Join {
    Object join(Thread thread) throws Exception;
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    joins("");
    Steps.inside(() -> {
      joins(" on a thread");
      return null;
    });
    step("it is a lock again after the join", ThreadsAsLocks::nested);
    step("others may have the lock while it joins", ThreadsAsLocks::givesLockUp);
    step("interrupted", ThreadsAsLocks::interrupted);
    step("stopped by itself", ThreadsAsLocks::server);
    step("two join", ThreadsAsLocks::both);
    step("wait for the end", ThreadsAsLocks::waitForEnd);
    step("wait and notify", ThreadsAsLocks::notified);
    step("renamed", ThreadsAsLocks::renamed);
    step("renamed by itself", ThreadsAsLocks::renamedByItself);
    step("started under its lock", ThreadsAsLocks::startedUnderLock);
    step("started while another has its lock", ThreadsAsLocks::startedWhileLocked);
    step("ends while another has its lock", ThreadsAsLocks::endsWhileLocked);
    step("a pool's does", ThreadsAsLocks::poolEndsWhileLocked);
    step("a class as a lock", ThreadsAsLocks::classAsLock);
    joinsMain();
    endsWhileLockedAtExit();
  }

  private static void joins(String where) {
    step("join" + where, () -> underLock(thread -> joined(thread::join)));
    step("join(long)" + where, () -> underLock(thread -> joined(() -> thread.join(LONG_MILLIS))));
    step(
        "join(long, int)" + where,
        () -> underLock(thread -> joined(() -> thread.join(LONG_MILLIS, 1))));
    step(
        "join(Duration)" + where,
        () -> underLock(thread -> thread.join(Duration.ofMillis(LONG_MILLIS))));
    step("a short join" + where, ThreadsAsLocks::tooShort);
  }

  private static Object joined(Steps.Body join) throws Exception {
    join.run();
    return "joined";
  }

  private static Object underLock(Join join) throws Exception {
    Thread thread = startDaemon("t", () -> Thread.sleep(20));
    long start = System.nanoTime();
    synchronized (thread) {
      Object answer = join.join(thread);
      boolean inTime = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS / 2);
      return answer + " " + thread.getState() + " " + Thread.holdsLock(thread) + " " + inTime;
    }
  }

  private static Object tooShort() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = startDaemon("t", () -> Steps.await(end));
    Object answer;
    synchronized (thread) {
      thread.join(10);
      answer = thread.join(Duration.ofMillis(10)) + " " + thread.isAlive();
    }
    end.countDown();
    join(thread);
    return answer;
  }

  private static Object nested() throws Exception {
    Thread thread = startDaemon("t", () -> Thread.sleep(20));
    synchronized (thread) {
      synchronized (thread) {
        synchronized (thread) {
          thread.join(LONG_MILLIS);
        }
        Thread other =
            startDaemon(
                "other",
                () -> {
                  synchronized (thread) {
                    thread.notifyAll();
                  }
                });
        Thread.State outside = awaitState(other, Thread.State.BLOCKED);
        return thread.isAlive() + " " + Thread.holdsLock(thread) + " " + outside;
      }
    }
  }

  private static Object givesLockUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = startDaemon("t", () -> Steps.await(end));
    Thread joiner =
        startDaemon(
            "joiner",
            () -> {
              synchronized (thread) {
                thread.join();
              }
            });
    Thread.State state = awaitState(joiner, Thread.State.WAITING);
    String seen;
    synchronized (thread) {
      seen = state + " " + Thread.holdsLock(thread);
    }
    end.countDown();
    join(joiner);
    return seen + " " + thread.isAlive();
  }

  private static Object interrupted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = startDaemon("t", () -> Steps.await(end));
    StringBuilder seen = new StringBuilder();
    Thread joiner =
        startDaemon(
            "joiner",
            () -> {
              synchronized (thread) {
                seen.append(
                    Steps.outcome(() -> {
                      thread.join();
                      return "joined";
                    }));
                seen.append(' ').append(Thread.holdsLock(thread));
                seen.append(' ').append(Thread.currentThread().isInterrupted());
              }
            });
    awaitState(joiner, Thread.State.WAITING);
    joiner.interrupt();
    join(joiner);
    end.countDown();
    join(thread);
    return seen;
  }

  /** As many servers are written. */
  private static final class Server extends Thread {
    private boolean stopping;

    @Override
    public void run() {
      while (!isStopping()) {
        try {
          Thread.sleep(LONG_MILLIS);
        } catch (InterruptedException e) {
          // looks whether it has to stop
        }
      }
    }

    private synchronized boolean isStopping() {
      return stopping;
    }

    synchronized void shutdown() throws InterruptedException {
      stopping = true;
      interrupt();
      join();
    }
  }

  private static Object server() throws Exception {
    Server server = new Server();
    server.setDaemon(true);
    server.start();
    awaitState(server, Thread.State.TIMED_WAITING);
    server.shutdown();
    return server.getState();
  }

  /** One has the lock and gives it up, the other has none. */
  private static Object both() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = startDaemon("t", () -> Steps.await(end));
    Thread first =
        startDaemon(
            "first",
            () -> {
              synchronized (thread) {
                thread.join();
              }
            });
    Thread second = startDaemon("second", thread::join);
    awaitState(first, Thread.State.WAITING);
    awaitState(second, Thread.State.WAITING);
    end.countDown();
    join(first, second);
    return thread.getState();
  }

  private static Object waitForEnd() throws Exception {
    Thread thread = startDaemon("t", () -> Thread.sleep(20));
    synchronized (thread) {
      while (thread.isAlive()) {
        thread.wait(LONG_MILLIS);
      }
    }
    return thread.getState();
  }

  private static Object notified() throws Exception {
    Thread lock = new Thread();
    boolean[] told = new boolean[1];
    Thread waiter =
        startDaemon(
            "waiter",
            () -> {
              synchronized (lock) {
                while (!told[0]) {
                  lock.wait();
                }
              }
            });
    Thread.State state = awaitState(waiter, Thread.State.WAITING);
    synchronized (lock) {
      told[0] = true;
      lock.notify();
    }
    join(waiter);
    return state;
  }

  private static Object renamed() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = startDaemon("t", () -> Steps.await(end));
    Thread renames = Steps.thread("renames", () -> thread.setName("new"));
    String seen;
    synchronized (thread) {
      renames.start();
      seen = awaitState(renames, Thread.State.BLOCKED) + " " + thread.getName();
    }
    join(renames);
    end.countDown();
    join(thread);
    return seen + " " + thread.getName();
  }

  private static Object renamedByItself() throws Exception {
    Thread thread = Steps.thread("t", () -> Thread.currentThread().setName("new"));
    String seen;
    synchronized (thread) {
      thread.start();
      seen = awaitState(thread, Thread.State.BLOCKED) + " " + thread.getName();
    }
    join(thread);
    return seen + " " + thread.getName();
  }

  private static Object startedUnderLock() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    Thread thread = Steps.thread("t", runs::countDown);
    synchronized (thread) {
      thread.start();
      Steps.await(runs);
      return thread.isAlive();
    }
  }

  private static Object startedWhileLocked() throws Exception {
    Thread thread = Steps.thread("t", () -> {});
    Thread starts = Steps.thread("starts", thread::start);
    String seen;
    synchronized (thread) {
      starts.start();
      seen = awaitState(starts, Thread.State.BLOCKED) + " " + thread.getState();
    }
    join(starts);
    join(thread);
    return seen + " " + thread.getState();
  }

  private static Object endsWhileLocked() throws Exception {
    ThreadGroup group = new ThreadGroup("group");
    Thread thread = new Thread(group, () -> {}, "t");
    thread.setDaemon(true);
    String seen;
    synchronized (thread) {
      thread.start();
      seen = awaitState(thread, Thread.State.BLOCKED) + " " + thread.isAlive();
      seen += " " + group.activeCount() + " " + group.equals(thread.getThreadGroup());
      seen += " " + Thread.getAllStackTraces().containsKey(thread);
      thread.interrupt();
      seen += " " + thread.isInterrupted();
      Thread joiner = startDaemon("joiner", () -> thread.join(LONG_MILLIS));
      settle();
      seen += " " + joiner.isAlive();
    }
    join(thread);
    return seen + " " + thread.getState() + " " + group.activeCount();
  }

  private static Object poolEndsWhileLocked() throws Exception {
    Thread[] worker = new Thread[1];
    ExecutorService pool =
        Executors.newSingleThreadExecutor(task -> {
          worker[0] = new Thread(task);
          return worker[0];
        });
    pool.submit(() -> {}).get();
    String seen;
    synchronized (worker[0]) {
      pool.shutdown();
      seen = pool.awaitTermination(LONG_MILLIS, TimeUnit.MILLISECONDS) + " ";
      seen += awaitState(worker[0], Thread.State.BLOCKED) + " " + pool.isTerminated();
    }
    join(worker[0]);
    return seen + " " + worker[0].isAlive();
  }

  private static Object classAsLock() throws Exception {
    boolean[] told = new boolean[1];
    Thread waiter =
        startDaemon(
            "waiter",
            () -> {
              synchronized (Thread.class) {
                while (!told[0]) {
                  Thread.class.wait();
                }
              }
            });
    awaitState(waiter, Thread.State.WAITING);
    Object seen;
    synchronized (Thread.class) {
      told[0] = true;
      Thread.class.notifyAll();
      seen = Steps.inside(() -> Thread.currentThread().getState());
    }
    join(waiter);
    return seen;
  }

  private static void joinsMain() {
    Thread main = Thread.currentThread();
    Thread _ =
        start(
            "joins main",
            () -> {
              synchronized (main) {
                main.join();
                System.out.println("main has ended: " + main.getState());
              }
            });
  }

  /** The JVM waits for it. */
  private static void endsWhileLockedAtExit() throws InterruptedException {
    Thread main = Thread.currentThread();
    CountDownLatch locked = new CountDownLatch(1);
    Thread thread = start("ends", () -> Steps.await(locked));
    Thread _ =
        startDaemon(
            "holder",
            () -> {
              synchronized (thread) {
                locked.countDown();
                main.join();
                settle();
                settle();
                System.out.println("lets go of the last thread");
              }
            });
    System.out.println("the last thread: " + awaitState(thread, Thread.State.BLOCKED));
  }
}
