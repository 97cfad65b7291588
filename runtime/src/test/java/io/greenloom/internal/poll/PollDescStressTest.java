package io.greenloom.internal.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A reader that waits only after it found nothing, or knows without looking, and a kernel that
 * reports each arrival once: no arrival may be slept through.
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

  /** Believes a short read although an event has come meanwhile. */
  private static final class RashPollDesc extends PollDesc {
    @Override
    void exhausted(boolean write) {
      takeReady(write);
      super.exhausted(write);
    }
  }

  /** Lets everything be registered with it. */
  private static final class NoPoller extends Poller {
    @Override
    public String facility() {
      return "none";
    }

    @Override
    public boolean canPoll() {
      return true;
    }

    @Override
    public void register(int fd) {}

    @Override
    public void registerOnce(int fd) {}

    @Override
    public void poll(long nanos) {}

    @Override
    public void wakeup() {}
  }

  @Test
  void noArrivalIsSleptThrough() throws Exception {
    assertThat(sleptThrough(new PollDesc(), false)).isZero();
  }

  @Test
  void noArrivalIsSleptThroughAfterShortReads() throws Exception {
    assertThat(sleptThrough(new PollDesc(), true)).isZero();
  }

  @Test
  void twinThatForgetsEventsSleepsThroughOne() throws Exception {
    assertThat(sleptThrough(new BrokenPollDesc(), false)).isPositive();
  }

  @Test
  void twinThatBelievesEachShortReadSleepsThroughOne() throws Exception {
    assertThat(sleptThrough(new RashPollDesc(), true)).isPositive();
  }

  private static int sleptThrough(PollDesc desc, boolean shortReads) throws Exception {
    desc.ensureRegistered(0, new NoPoller());
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    AtomicInteger missed = new AtomicInteger();
    Thread reader =
        new Thread(() -> {
          while (read.get() < ARRIVALS && missed.get() == 0) {
            boolean looks = !shortReads || desc.begins(false);
            if (looks && read.get() < arrived.get()) {
              read.incrementAndGet();
              if (shortReads) {
                dawdle(read.get());
                desc.exhausted(false);
              }
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
