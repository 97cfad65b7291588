package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Threads that leave a monitor and enter it again at once, with and without {@code Object.wait}:
 * they do not leave the others out.
 */
public final class FairMonitors {
  private static final int THREADS = 20;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final int MILLIS_PER_TURN = 5;

  /** More than half of the threads have had at least one in so many of their share of turns. */
  private static final int PART = 10;

  private static final Object MONITOR = new Object();
  private static int available = 4;

  private FairMonitors() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    takeTurns("monitor", FairMonitors::sleepInMonitor);
    takeTurns("wait and notify", FairMonitors::borrow);
  }

  private static void sleepInMonitor() throws InterruptedException {
    synchronized (MONITOR) {
      Thread.sleep(MILLIS_PER_TURN);
    }
  }

  private static void borrow() throws InterruptedException {
    synchronized (MONITOR) {
      while (available == 0) {
        MONITOR.wait();
      }
      available--;
    }
    Thread.sleep(MILLIS_PER_TURN);
    synchronized (MONITOR) {
      available++;
      MONITOR.notify();
    }
  }

  private static void takeTurns(String name, Steps.Body turn) {
    step(
        name,
        () -> {
          long end = System.nanoTime() + NANOS;
          int[] turns = new int[THREADS];
          Thread[] threads = new Thread[THREADS];
          for (int i = 0; i < THREADS; i++) {
            int own = i;
            threads[i] =
                startDaemon(
                    "taker " + i,
                    () -> {
                      while (System.nanoTime() < end) {
                        turn.run();
                        turns[own]++;
                      }
                    });
          }
          join(threads);
          int share = Arrays.stream(turns).sum() / THREADS;
          Arrays.sort(turns);
          return turns[THREADS / 2] >= share / PART
              ? "most have turns"
              : "unfair: " + Arrays.toString(turns);
        });
  }
}
