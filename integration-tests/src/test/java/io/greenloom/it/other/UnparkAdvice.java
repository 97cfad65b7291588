package io.greenloom.it.other;

import java.util.concurrent.locks.ReentrantLock;

/** Takes a lock, and now and then waits while it has it. */
public final class UnparkAdvice {
  private static final int ONE_WAITS_IN = 8;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);

  /** Guarded by {@link #LOCK}. */
  private static int calls;

  private UnparkAdvice() {}

  /** Called at the start of each unpark. */
  public static void enter() {
    if (INSIDE.get()) {
      return; // the lock's own
    }
    INSIDE.set(true);
    LOCK.lock();
    try {
      if (++calls % ONE_WAITS_IN == 0) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      LOCK.unlock();
      INSIDE.set(false);
    }
  }
}
