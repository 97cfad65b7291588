package io.greenloom;

import java.time.Duration;
import java.util.Objects;

/**
 * A flag to wait for. Setting it wakes all who wait, in the order in which they came, also if it is
 * cleared before any of them has run. For any thread; gevent's {@code Event}.
 */
public final class Event extends Waitable {
  private volatile boolean set;

  /** Creates a clear one. */
  public Event() {}

  /** Sets the flag and wakes all who wait. */
  public void set() {
    WaitList<Notice> waiting;
    synchronized (this) {
      set = true;
      waiting = takeNotices();
    }
    call(waiting);
  }

  /** Clears the flag. */
  public synchronized void clear() {
    set = false;
  }

  /** {@return whether the flag is set} */
  public boolean isSet() {
    return set;
  }

  /** {@return whether the flag is set} */
  @Override
  public boolean isReady() {
    return set;
  }

  /**
   * Waits until the flag is set, if only for a moment.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void await() throws InterruptedException {
    boolean ignored = awaitReady(Waiter.FOR_EVER);
  }

  /**
   * Waits until the flag is set, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether the flag was set at some time during the wait
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitReady(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  @Override
  public String toString() {
    return "Event@"
        + Integer.toHexString(System.identityHashCode(this))
        + (set ? "[set]" : "[clear]");
  }
}
