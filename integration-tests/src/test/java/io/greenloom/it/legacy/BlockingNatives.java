package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.startDaemon;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Native calls that block, and waits from which a native frame keeps the thread from leaving. */
@SuppressWarnings("LockNotBeforeTry")
final class BlockingNatives {
  private BlockingNatives() {}

  static void addTo(Blockers blockers) {
    blockers.add(
        "native call",
        () -> {
          Native.sleep(Blockers.SECONDS);
          return "done";
        });
    pinned(blockers, "sleep", () -> Thread.sleep(Blockers.LENGTH));
    pinned(blockers, "park", BlockingNatives::park);
    pinned(blockers, "queue", BlockingNatives::awaitLatch);
    pinned(blockers, "lock", BlockingNatives::lock);
    pinned(blockers, "Object.wait", BlockingNatives::waitForMonitor);
    pinned(blockers, "monitor", BlockingNatives::enterMonitor);
    pinned(blockers, "pipe read", BlockingStreams::readPipe);
    pinned(blockers, "child's output", () -> Shell.run("sleep " + Blockers.SECONDS));
  }

  /** The comparison of two numbers happens once. */
  private static void pinned(Blockers blockers, String name, Native.Comparison comparison) {
    blockers.add(name + " called by C", () -> Arrays.toString(Native.sorted(comparison, 2, 1)));
  }

  private static void park() {
    long end = System.nanoTime() + Blockers.LENGTH.toNanos();
    for (long left = Blockers.LENGTH.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void awaitLatch() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    startDaemon(
        "opener",
        () -> {
          Thread.sleep(Blockers.LENGTH);
          latch.countDown();
        });
    Steps.await(latch);
  }

  private static void lock() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch held = new CountDownLatch(1);
    startDaemon(
        "holder",
        () -> {
          lock.lock();
          try {
            held.countDown();
            Thread.sleep(Blockers.LENGTH);
          } finally {
            lock.unlock();
          }
        });
    Steps.await(held);
    lock.lock();
    lock.unlock();
  }

  private static void enterMonitor() throws InterruptedException {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    startDaemon(
        "holder",
        () -> {
          synchronized (monitor) {
            held.countDown();
            Thread.sleep(Blockers.LENGTH);
          }
        });
    Steps.await(held);
    synchronized (monitor) {
      held.countDown();
    }
  }

  private static void waitForMonitor() throws InterruptedException {
    boolean[] done = new boolean[1];
    startDaemon(
        "notifier",
        () -> {
          Thread.sleep(Blockers.LENGTH);
          synchronized (done) {
            done[0] = true;
            done.notifyAll();
          }
        });
    synchronized (done) {
      while (!done[0]) {
        done.wait();
      }
    }
  }
}
