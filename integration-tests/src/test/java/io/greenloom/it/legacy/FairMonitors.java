package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Threads that leave a monitor and enter it again at once, with and without {@code Object.wait}:
 * nobody is kept out.
 */
public final class FairMonitors {
  private static final int THREADS = 20;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final int MILLIS_PER_TURN = 5;

  /** The one with the fewest turns has had at least one in so many of his share. */
  private static final int LEAST = 10;

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
          int least = Arrays.stream(turns).min().orElseThrow();
          return least >= share / LEAST ? "everybody" : "unfair: " + Arrays.toString(turns);
        });
  }
}
