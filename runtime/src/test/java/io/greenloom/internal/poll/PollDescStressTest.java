package io.greenloom.internal.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A reader that waits only after it found nothing, and a kernel that reports each arrival once: no
 * arrival may be slept through.
 */
class PollDescStressTest {
  private static final int ARRIVALS = 20_000;
  private static final long MISSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Forgets an event that comes while nobody waits. */
  private static final class BrokenPollDesc extends PollDesc {
    @Override
    void ready(boolean read, boolean write) {
      super.ready(read, write);
      takeReady(false);
    }
  }

  @Test
  void noArrivalIsSleptThrough() throws InterruptedException {
    assertThat(sleptThrough(new PollDesc())).isZero();
  }

  @Test
  void brokenTwinSleepsThroughOne() throws InterruptedException {
    assertThat(sleptThrough(new BrokenPollDesc())).isPositive();
  }

  private static int sleptThrough(PollDesc desc) throws InterruptedException {
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    AtomicInteger missed = new AtomicInteger();
    Thread reader =
        new Thread(() -> {
          while (read.get() < ARRIVALS && missed.get() == 0) {
            if (read.get() < arrived.get()) {
              read.incrementAndGet();
            } else {
              dawdle(read.get());
              if (!waitAsNetpollDoes(desc)) {
                missed.incrementAndGet();
              }
            }
          }
        });
    reader.start();
    for (int i = 0; i < ARRIVALS && reader.isAlive(); i++) {
      arrived.incrementAndGet();
      desc.ready(true, false);
      // the reader shall be on its way to wait when the next arrival comes
      while (read.get() <= i && reader.isAlive()) {
        Thread.onSpinWait();
      }
    }
    reader.join();
    return missed.get();
  }

  /** Now and then lets the next arrival come between finding nothing and announcing the wait. */
  private static void dawdle(int round) {
    if (round % 16 == 0) {
      LockSupport.parkNanos(50_000);
    }
  }

  /** Returns false if nothing ended the wait. */
  private static boolean waitAsNetpollDoes(PollDesc desc) {
    Thread self = Thread.currentThread();
    if (desc.takeReady(false) || !desc.announce(false, self)) {
      return true;
    }
    long deadline = System.nanoTime() + MISSED_NANOS;
    while (desc.isWaiting(false, self)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        desc.withdraw(false, self);
        return false;
      }
      LockSupport.parkNanos(left);
    }
    return true;
  }
}
