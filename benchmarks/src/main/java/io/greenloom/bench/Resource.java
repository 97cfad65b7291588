package io.greenloom.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Something that so many threads can have at a time, in one of the ways that programs share such
 * things out.
 */
record Resource(int capacity, Access access) {
  private static final int POOL = 4;

  /** How to get it. */
  interface Access {
    /** Waits until the resource is to be had, takes the turn, and gives the resource back. */
    void with(Turn turn) throws Exception;
  }

  static Resource of(String name) {
    return switch (name) {
      case "semaphore" -> semaphore(new Semaphore(POOL));
      case "lock" -> lock(new ReentrantLock());
      case "monitor" -> monitor(new Object());
      case "queue" -> queue(new ArrayBlockingQueue<>(POOL));
      case "wait" -> waiting(new WaitPool(POOL));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Resource semaphore(Semaphore semaphore) {
    return new Resource(
        POOL,
        turn -> {
          semaphore.acquire();
          try {
            turn.take();
          } finally {
            semaphore.release();
          }
        });
  }

  private static Resource lock(Lock lock) {
    return new Resource(
        1,
        turn -> {
          lock.lock();
          try {
            turn.take();
          } finally {
            lock.unlock();
          }
        });
  }

  private static Resource monitor(Object monitor) {
    return new Resource(
        1,
        turn -> {
          synchronized (monitor) {
            turn.take();
          }
        });
  }

  private static Resource queue(BlockingQueue<Integer> free) {
    for (int i = 0; i < POOL; i++) {
      free.add(i);
    }
    return new Resource(
        POOL,
        turn -> {
          Integer taken = free.take();
          try {
            turn.take();
          } finally {
            free.put(taken);
          }
        });
  }

  private static Resource waiting(WaitPool pool) {
    return new Resource(
        POOL,
        turn -> {
          pool.acquire();
          try {
            turn.take();
          } finally {
            pool.release();
          }
        });
  }

  /** A pool as it was written before there was {@code java.util.concurrent}. */
  private static final class WaitPool {
    private int free;

    WaitPool(int free) {
      this.free = free;
    }

    synchronized void acquire() throws InterruptedException {
      while (free == 0) {
        wait();
      }
      free--;
    }

    synchronized void release() {
      free++;
      notify();
    }
  }
}
