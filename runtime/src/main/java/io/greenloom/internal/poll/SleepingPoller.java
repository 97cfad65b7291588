package io.greenloom.internal.poll;

import org.jspecify.annotations.Nullable;

/**
 * The portable poller: lets the hub sleep and be woken, and leaves file descriptors to the JDK's
 * own poller threads, which then wake greenlets like any other thread does.
 */
public final class SleepingPoller extends Poller {
  private volatile @Nullable Thread sleeper;
  private volatile boolean woken;

  /** Creates a poller. */
  public SleepingPoller() {}

  @Override
  public String facility() {
    return "the JDK's pollers";
  }

  @Override
  public boolean canPoll() {
    return false;
  }

  @Override
  public void register(int fd) {
    throw new UnsupportedOperationException("file descriptors are left to the JDK");
  }

  @Override
  public void registerOnce(int fd) {
    register(fd);
  }

  @Override
  public void poll(long nanos) {
    if (nanos != 0) {
      sleeper = Thread.currentThread();
      if (!woken) {
        GreenloomBridge.pause(nanos);
      }
    }
    boolean ignored = Thread.interrupted(); // by the application; parking would not wait
    woken = false;
  }

  @Override
  public void wakeup() {
    woken = true;
    GreenloomBridge.unpark(sleeper);
  }
}
