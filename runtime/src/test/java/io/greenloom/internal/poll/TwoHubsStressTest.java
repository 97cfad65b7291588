package io.greenloom.internal.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A file descriptor that a greenlet of one hub reads and one of another hub writes, and a kernel
 * that reports to who has registered it: no event may be slept through.
 */
class TwoHubsStressTest {
  private static final int EVENTS = 10_000;
  private static final int REGISTRATIONS = 3_000;
  private static final long MISSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Wakes only one of the two when a registration fails. */
  private static final class BrokenPollDesc extends PollDesc {
    @Override
    void ready(boolean read, boolean write) {
      super.ready(read, write && !read);
    }
  }

  /** Reports to one descriptor whose registration may fail a few times. */
  private static final class Kernel extends Poller {
    private final PollDesc desc;
    private final boolean reportsAtOnce;
    private final AtomicInteger failures;

    /** What has come for each direction, and what has been done about it. */
    final AtomicInteger[] come = {new AtomicInteger(), new AtomicInteger()};

    final AtomicInteger[] done = {new AtomicInteger(), new AtomicInteger()};
    private boolean registered;

    Kernel(PollDesc desc, boolean reportsAtOnce, int failures) {
      this.desc = desc;
      this.reportsAtOnce = reportsAtOnce;
      this.failures = new AtomicInteger(failures);
    }

    @Override
    public String facility() {
      return "none";
    }

    @Override
    public boolean canPoll() {
      return true;
    }

    @Override
    public void register(int fd) throws IOException {
      LockSupport.parkNanos(20_000);
      if (failures.getAndDecrement() > 0) {
        throw new IOException("refused");
      }
      synchronized (this) {
        registered = true;
        if (reportsAtOnce) {
          report();
        }
      }
    }

    void comes(boolean read, boolean write) {
      synchronized (this) {
        come[0].addAndGet(read ? 1 : 0);
        come[1].addAndGet(write ? 1 : 0);
        if (registered) {
          report();
        }
      }
    }

    private void report() {
      desc.ready(come[0].get() > done[0].get(), false);
      desc.ready(false, come[1].get() > done[1].get());
    }

    @Override
    public void registerOnce(int fd) {}

    @Override
    public void poll(long nanos) {}

    @Override
    public void wakeup() {}
  }

  /** Does what a greenlet does in one direction until it has had all events or an error. */
  private static int transfer(PollDesc desc, Kernel kernel, boolean write, int events) {
    int side = write ? 1 : 0;
    Thread self = Thread.currentThread();
    while (kernel.done[side].get() < events) {
      int come = desc.begins(write) ? kernel.come[side].get() : 0;
      if (kernel.done[side].get() < come) {
        kernel.done[side].set(come);
        dawdle(come);
        desc.exhausted(write);
        continue;
      }
      try {
        desc.ensureRegistered(0, kernel);
      } catch (IOException e) {
        return 0; // the channel is of no use then, to this thread
      }
      if (desc.takeReady(write) || !desc.announce(write, self)) {
        continue;
      }
      long deadline = System.nanoTime() + MISSED_NANOS;
      while (desc.isWaiting(write, self)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          desc.withdraw(write, self);
          return 1;
        }
        LockSupport.parkNanos(left);
      }
    }
    return 0;
  }

  private static void dawdle(int round) {
    if (round % 64 == 0) {
      LockSupport.parkNanos(20_000);
    }
  }

  @Test
  void bothDirectionsAtOnce() throws Exception {
    PollDesc desc = new PollDesc();
    Kernel kernel = new Kernel(desc, true, 0);
    AtomicInteger missed = new AtomicInteger();
    Thread reader = new Thread(() -> missed.addAndGet(transfer(desc, kernel, false, EVENTS)));
    Thread writer = new Thread(() -> missed.addAndGet(transfer(desc, kernel, true, EVENTS)));
    reader.start();
    writer.start();
    for (int i = 0; i < EVENTS && missed.get() == 0; i++) {
      boolean both = i % 3 == 0;
      kernel.comes(both || i % 2 == 0, both || i % 2 != 0);
      if (i == EVENTS / 2) {
        desc.irregular();
      }
      if (!both) {
        kernel.comes(i % 2 != 0, i % 2 == 0);
      }
      // one event at a time, or a few
      while (i % 4 == 0 && missed.get() == 0 && kernel.done[i / 4 % 2].get() <= i) {
        Thread.onSpinWait();
      }
    }
    reader.join();
    writer.join();

    assertThat(missed).hasValue(0);
    assertThat(kernel.done[0]).hasValue(EVENTS);
    assertThat(kernel.done[1]).hasValue(EVENTS);
  }

  @Test
  void bothWaitFirst() throws Exception {
    assertThat(missedAtFirst(false, true, 0)).isZero();
  }

  @Test
  void bothWaitFirstAndRegistrationFails() throws Exception {
    assertThat(missedAtFirst(false, true, 1)).isZero();
  }

  @Test
  void kernelThatDoesNotReportWhatIsReadyAlreadyLosesSomething() throws Exception {
    assertThat(missedAtFirst(false, false, 0)).isPositive();
  }

  @Test
  void twinThatLeavesTheOtherWaitingWhenRegistrationFailsLosesSomething() throws Exception {
    assertThat(missedAtFirst(true, true, 1)).isPositive();
  }

  /** Both directions have their first event while the first of them registers. */
  private static int missedAtFirst(boolean broken, boolean reportsAtOnce, int failures)
      throws Exception {
    AtomicInteger missed = new AtomicInteger();
    PollDesc[] descs = new PollDesc[REGISTRATIONS];
    Kernel[] kernels = new Kernel[REGISTRATIONS];
    for (int i = 0; i < REGISTRATIONS; i++) {
      descs[i] = broken ? new BrokenPollDesc() : new PollDesc();
      kernels[i] = new Kernel(descs[i], reportsAtOnce, failures);
    }
    CyclicBarrier barrier = new CyclicBarrier(3);
    Thread[] threads = new Thread[2];
    for (int side = 0; side < 2; side++) {
      boolean write = side == 1;
      threads[side] =
          new Thread(() -> {
            for (int i = 0; together(barrier, missed); i++) {
              if (i == REGISTRATIONS) {
                return;
              }
              missed.addAndGet(transfer(descs[i], kernels[i], write, 1));
            }
          });
      threads[side].start();
    }
    for (int i = 0; together(barrier, missed) && i < REGISTRATIONS; i++) {
      if (i % 3 > 0) {
        LockSupport.parkNanos(i % 3 * 15_000L);
      }
      kernels[i].comes(true, true);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return missed.get();
  }

  /** Returns false if something has been missed before; the same for all. */
  private static boolean together(CyclicBarrier barrier, AtomicInteger missed) {
    try {
      barrier.await();
      boolean goesOn = missed.get() == 0;
      barrier.await();
      return goesOn;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
