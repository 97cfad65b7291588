package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Hub;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deadlocks of all kinds, some of them with a platform thread or a greenlet of the API in it, and
 * threads that do as if; prints a dump that tells of all.
 */
@SuppressWarnings("LockNotBeforeTry")
public final class Deadlocked {
  private static final int DEADLOCKS = 4;

  private Deadlocked() {}

  /** Something that waits. */
  private interface Body {
    void run() throws InterruptedException;
  }

  private static Thread thread(String name, Body body) {
    Thread thread = new Thread(() -> run(body), name);
    thread.setDaemon(true);
    return thread;
  }

  private static Thread start(String name, Body body) {
    Thread thread = thread(name, body);
    thread.start();
    return thread;
  }

  private static void run(Body body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      System.out.println("interrupted");
    }
  }

  /** Runs the program. */
  public static void main(String[] args) {
    lockAndMonitor();
    platformThreadAndMonitor();
    lockAndJoin();
    start("self", () -> Thread.currentThread().join());
    start("innocent", () -> Thread.sleep(600_000));
    String dump = Hub.dump();
    while (dump.lines().filter(line -> line.startsWith("Deadlock: ")).count() < DEADLOCKS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      dump = Hub.dump();
    }
    System.out.println(dump);
    System.exit(0);
  }

  private static void arrive(CountDownLatch both) throws InterruptedException {
    both.countDown();
    both.await();
  }

  private static void enter(Object monitor) {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  /** A monitor one way, a lock the other. */
  private static void lockAndMonitor() {
    ReentrantLock lock = new ReentrantLock();
    Object monitor = new Object();
    CountDownLatch both = new CountDownLatch(2);
    start(
        "mixed lock",
        () -> {
          lock.lock();
          arrive(both);
          enter(monitor);
        });
    start(
        "mixed monitor",
        () -> {
          synchronized (monitor) {
            arrive(both);
            lock.lock();
          }
        });
    start("behind them", lock::lock);
  }

  /** Excluded from becoming green by its name. */
  private static void platformThreadAndMonitor() {
    Object first = new Object();
    Object second = new Object();
    CountDownLatch both = new CountDownLatch(2);
    start(
        "platform",
        () -> {
          synchronized (first) {
            arrive(both);
            enter(second);
          }
        });
    start(
        "green",
        () -> {
          synchronized (second) {
            arrive(both);
            enter(first);
          }
        });
  }

  /** A greenlet of the API waits for a lock, whose owner waits for the greenlet. */
  private static void lockAndJoin() {
    ReentrantLock lock = new ReentrantLock();
    start(
        "joins greenlet",
        () -> {
          lock.lock();
          Greenlet.spawn(lock::lock).join();
        });
  }
}
