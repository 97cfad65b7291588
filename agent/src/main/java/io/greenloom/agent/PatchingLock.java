package io.greenloom.agent;

import java.util.concurrent.locks.ReentrantLock;

/** One thread patches at a time, and not from within a listener. */
final class PatchingLock implements AutoCloseable {
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final PatchingLock HELD = new PatchingLock();

  private PatchingLock() {}

  /**
   * Waits until no other thread patches.
   *
   * @throws IllegalStateException if this one does
   */
  static PatchingLock take() {
    if (LOCK.isHeldByCurrentThread()) {
      throw new IllegalStateException("a PatchListener may not call Monkey.patchAll");
    }
    LOCK.lock();
    return HELD;
  }

  @Override
  public void close() {
    LOCK.unlock();
  }
}
