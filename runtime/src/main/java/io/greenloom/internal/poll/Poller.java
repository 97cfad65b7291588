package io.greenloom.internal.poll;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The operating system's facility for waiting on many file descriptors, one per hub. The platform
 * part of Greenloom is behind these methods.
 */
public abstract class Poller {
  /** No event. */
  public static final long NONE = -1;

  private final AtomicInteger registered = new AtomicInteger();

  /** For subclasses. */
  protected Poller() {}

  /** {@return what this poller is built on, for reports} */
  public abstract String facility();

  /** {@return whether {@link #register} and {@link #registerOnce} work here} */
  public abstract boolean canPoll();

  /** A file descriptor has been registered for good; any thread. */
  final void registeredOne() {
    registered.incrementAndGet();
  }

  /** One of them is about to be closed; any thread. */
  final void forgotOne() {
    registered.decrementAndGet();
  }

  /** {@return how many file descriptors are registered for good} */
  public final int registeredCount() {
    return registered.get();
  }

  /**
   * Has readiness of a file descriptor reported, for reading and writing, each time it changes
   * (edge-triggered) until the file descriptor is closed; any thread.
   *
   * @param fd the file descriptor
   * @throws IOException if it cannot be polled
   */
  public abstract void register(int fd) throws IOException;

  /**
   * Has a file descriptor reported once, as soon as it is readable; any thread.
   *
   * @param fd the file descriptor
   * @throws IOException if it cannot be polled
   */
  public abstract void registerOnce(int fd) throws IOException;

  /**
   * Waits for events, which {@link #next} gives out then; the hub's carrier only, when there are
   * none left. Returns early after {@link #wakeup}, or for no reason.
   *
   * @param nanos the longest wait: 0 to look only, negative for no limit
   * @throws IOException if the facility fails
   */
  public abstract void poll(long nanos) throws IOException;

  /** {@return whether {@link #poll} would return at once; an estimate, any thread} */
  public boolean hasEvents() {
    return false;
  }

  /**
   * Takes the next event; the hub's carrier only. What a carrier that has lost the hub has left
   * here, the next one finds.
   *
   * @return something to {@link #report}, or {@link #NONE}
   */
  public long next() {
    return NONE;
  }

  /**
   * Tells the {@link Netpoll} of an event, which wakes who waits for it; any thread.
   *
   * @param event what {@link #next} has returned
   */
  public void report(long event) {}

  /** Makes the current or next {@link #poll} return; any thread. */
  public abstract void wakeup();
}
