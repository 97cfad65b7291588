package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What getState and isAlive say in each situation, and what ends a wait. */
@SuppressWarnings({"LockNotBeforeTry", "ReferenceEquality", "WaitNotInLoop"})
public final class ThreadStates {
  private static final Object MONITOR = new Object();

  private ThreadStates() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    step(
        "new and ended",
        () -> {
          Thread thread = Steps.thread("t", () -> {});
          String before = thread.getState() + " " + thread.isAlive();
          thread.start();
          join(thread);
          return before + " " + thread.getState() + " " + thread.isAlive();
        });
    step(
        "running",
        () -> {
          Thread.State[] seen = new Thread.State[1];
          boolean[] alive = new boolean[1];
          join(
              start(
                  "t",
                  () -> {
                    seen[0] = Thread.currentThread().getState();
                    alive[0] = Thread.currentThread().isAlive();
                  }));
          return seen[0] + " " + alive[0];
        });
    step(
        "sleeping",
        () -> {
          Thread thread = startDaemon("t", () -> Thread.sleep(60_000));
          String seen = awaitState(thread, Thread.State.TIMED_WAITING) + " " + thread.isAlive();
          thread.interrupt();
          join(thread);
          return seen;
        });
    step("waiting", ThreadStates::waiting);
    step(
        "timed wait",
        () -> {
          Thread thread =
              startDaemon(
                  "t",
                  () -> {
                    synchronized (MONITOR) {
                      MONITOR.wait(60_000);
                    }
                  });
          Thread.State state = awaitState(thread, Thread.State.TIMED_WAITING);
          thread.interrupt();
          join(thread);
          return state;
        });
    step(
        "blocked on a monitor",
        () -> {
          Thread thread;
          Thread.State state;
          synchronized (MONITOR) {
            thread =
                start(
                    "t",
                    () -> {
                      synchronized (MONITOR) {
                        MONITOR.notifyAll();
                      }
                    });
            state = awaitState(thread, Thread.State.BLOCKED);
          }
          join(thread);
          return state;
        });
    step(
        "parked",
        () -> {
          Object blocker = new Object();
          Thread thread = startDaemon("t", () -> LockSupport.park(blocker));
          Thread.State state = awaitState(thread, Thread.State.WAITING);
          boolean same = LockSupport.getBlocker(thread) == blocker;
          LockSupport.unpark(thread);
          join(thread);
          return state + " " + same;
        });
    step(
        "waiting for a lock",
        () -> {
          ReentrantLock lock = new ReentrantLock();
          lock.lock();
          Thread thread =
              startDaemon(
                  "t",
                  () -> {
                    lock.lock();
                    lock.unlock();
                  });
          Thread.State state = awaitState(thread, Thread.State.WAITING);
          String queue = lock.getQueueLength() + " " + lock.hasQueuedThreads();
          lock.unlock();
          join(thread);
          return state + " " + queue;
        });
    step(
        "joining",
        () -> {
          CountDownLatch end = new CountDownLatch(1);
          Thread first = startDaemon("first", () -> Steps.await(end));
          Thread second = startDaemon("second", first::join);
          Thread.State state = awaitState(second, Thread.State.WAITING);
          end.countDown();
          join(first, second);
          return state;
        });
    step("reading a socket", ThreadStates::readingSocket);
    step("accepting", ThreadStates::accepting);
    step(
        "unpark before park",
        () -> {
          Thread thread =
              Steps.thread(
                  "t",
                  () -> {
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.park();
                  });
          thread.start();
          join(thread);
          return "went on";
        });
    step("notify wakes one, notifyAll all", ThreadStates::notifying);
  }

  private static Object waiting() throws InterruptedException {
    Thread thread =
        startDaemon(
            "t",
            () -> {
              synchronized (MONITOR) {
                MONITOR.wait();
              }
            });
    Thread.State state = awaitState(thread, Thread.State.WAITING);
    synchronized (MONITOR) {
      MONITOR.notifyAll();
    }
    join(thread);
    return state;
  }

  private static Object readingSocket() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket peer = server.accept()) {
      Thread thread = startDaemon("t", () -> client.getInputStream().read());
      settle();
      String seen = thread.getState() + " " + thread.isAlive();
      client.setSoTimeout(0);
      peer.getOutputStream().write(1);
      join(thread);
      client.setSoTimeout(2_000);
      Thread timed = startDaemon("timed", () -> client.getInputStream().read());
      settle();
      seen += " " + timed.getState();
      peer.getOutputStream().write(1);
      join(timed);
      return seen;
    }
  }

  private static Object accepting() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread = startDaemon("t", () -> server.accept().close());
      settle();
      Thread.State state = thread.getState();
      new Socket(server.getInetAddress(), server.getLocalPort()).close();
      join(thread);
      return state;
    }
  }

  private static Object notifying() throws InterruptedException {
    Object monitor = new Object();
    int[] woken = new int[1];
    Thread[] threads = new Thread[20];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          startDaemon(
              "t",
              () -> {
                synchronized (monitor) {
                  monitor.wait();
                  woken[0]++;
                }
              });
      awaitState(threads[i], Thread.State.WAITING);
    }
    int afterOne;
    synchronized (monitor) {
      monitor.notify();
    }
    settle();
    synchronized (monitor) {
      afterOne = woken[0];
      monitor.notifyAll();
    }
    join(threads);
    return afterOne + " " + woken[0];
  }
}
