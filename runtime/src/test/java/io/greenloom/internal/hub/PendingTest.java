package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is thrown in a thread leaves nothing behind. */
class PendingTest {
  private final Hubs hubs = Hubs.start(1, 1, false);
  private final Object run = new Object();
  private final Throwable limit = new Throwable();
  private final Object monitor = new Object();
  private final AtomicBoolean goOn = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean ask = new AtomicBoolean();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private volatile Pending pending;

  private void waitAndEnd() {
    pending = Pending.begin(run, hubs);
    synchronized (monitor) {
      while (!goOn.get()) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
    pending.end(run, limit);
    ended.set(true);
    until(ask::get);
    interrupted.set(Thread.interrupted());
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** The wait ends otherwise, and with it the limit, while somebody is about to interrupt it. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noInterruptComesAfterTheEndOfALimit() throws InterruptedException {
    Thread thread = new Thread(this::waitAndEnd);
    thread.start();
    until(() -> thread.getState() == Thread.State.WAITING);
    synchronized (GreenloomMarkedThread.statusLock(thread)) {
      pending.due(run, limit);
      until(() -> hubs.all().getFirst().carrier().getState() == Thread.State.BLOCKED);
      synchronized (monitor) {
        goOn.set(true);
        monitor.notifyAll();
      }
      until(() -> ended.get() || thread.getState() == Thread.State.BLOCKED);
    }
    Thread.sleep(100);
    ask.set(true);
    thread.join();

    assertThat(interrupted).isFalse();
  }
}
