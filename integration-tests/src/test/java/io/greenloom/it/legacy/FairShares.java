package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that take turns at something of which there is too little, and take it again as soon as
 * they have given it back: nobody is passed over all the time.
 */
public final class FairShares {
  private static final int THREADS = 16;
  private static final int AT_A_TIME = 4;

  /** In all. */
  private static final int TURNS = 100 * THREADS;

  /** The one with the fewest turns has had at least one in so many of his share. */
  private static final int LEAST = 30;

  private FairShares() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Semaphore semaphore = new Semaphore(AT_A_TIME);
    takeTurns("semaphore", semaphore::acquire, semaphore::release);
    Lock lock = new ReentrantLock();
    takeTurns("lock", lock::lock, lock::unlock);
    BlockingQueue<Object> pool = new ArrayBlockingQueue<>(AT_A_TIME);
    for (int i = 0; i < AT_A_TIME; i++) {
      pool.add(i);
    }
    takeTurns("pool", pool::take, () -> pool.put(""));
    BlockingQueue<Object> handOff = new SynchronousQueue<>();
    startDaemon(
        "giver",
        () -> {
          while (true) {
            handOff.put("");
          }
        });
    takeTurns("hand-off", handOff::take, () -> {});
  }

  private static void takeTurns(String name, Steps.Body take, Steps.Body giveBack) {
    step(
        name,
        () -> {
          AtomicInteger left = new AtomicInteger(TURNS);
          int[] turns = new int[THREADS];
          Thread[] threads = new Thread[THREADS];
          for (int i = 0; i < THREADS; i++) {
            int own = i;
            threads[i] =
                startDaemon(
                    "taker " + i,
                    () -> {
                      while (left.getAndDecrement() > 0) {
                        take.run();
                        Thread.sleep(1);
                        giveBack.run();
                        turns[own]++;
                      }
                    });
          }
          join(threads);
          int least = Arrays.stream(turns).min().orElseThrow();
          return least >= TURNS / THREADS / LEAST
              ? "everybody"
              : "unfair: " + Arrays.toString(turns);
        });
  }
}
