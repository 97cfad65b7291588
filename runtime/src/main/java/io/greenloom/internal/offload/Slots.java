package io.greenloom.internal.offload;

import java.util.concurrent.Semaphore;

/**
 * Limits how many greenlets make calls of one kind at once, as each occupies an OS thread for as
 * long as it lasts; the others wait in the order in which they came. The OS threads are carriers,
 * which end when they have been idle for some time.
 *
 * <p>An interrupt does not end the wait: the call itself would not end for it either.
 */
public final class Slots {
  private final Semaphore free;

  /**
   * Creates the limit.
   *
   * @param count how many at once
   */
  public Slots(int count) {
    free = new Semaphore(count, true);
  }

  /** Takes a slot, waiting for one if need be; the calling greenlet. */
  public void begin() {
    free.acquireUninterruptibly();
  }

  /** Gives the slot back. */
  public void end() {
    free.release();
  }
}
