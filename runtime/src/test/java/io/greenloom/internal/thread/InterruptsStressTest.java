package io.greenloom.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The application interrupts a thread that is also to throw something for us, in waits of all
 * kinds: each of its interrupts is seen, and none that it has not made.
 */
@SuppressWarnings({"InterruptedInCatchBlock", "ThreadPriorityCheck", "WaitNotInLoop"})
class InterruptsStressTest {
  private static final long STORM_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int STORMS = 5;
  private static final long TWIN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long WAIT_NANOS = 200_000;
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(3);

  @AfterEach
  void uninstall() {
    GreenloomMarkedThread.uninstall();
  }

  /** But for the hole that is known, an interrupt whose sender is held up in the middle of it. */
  @Test
  void noneIsLostAndNoneInvented() throws InterruptedException {
    Outcome outcome = new Storm(GreenloomMarkedThread.marks()).run(STORM_NANOS);
    for (int i = 1; i < STORMS && outcome.seen() != outcome.made(); i++) {
      outcome = new Storm(GreenloomMarkedThread.marks()).run(STORM_NANOS);
    }

    assertThat(outcome.seen()).isEqualTo(outcome.made()).isPositive();
  }

  @Test
  void brokenTwinThatDoesNotTellWhomTheyMeanLosesSome() throws InterruptedException {
    Outcome outcome = new Storm(GreenloomMarkedThread.marksThatAreNotSet()).run(TWIN_NANOS);

    assertThat(outcome.seen()).isLessThan(outcome.made());
  }

  @Test
  void brokenTwinWithoutLockInventsSome() throws InterruptedException {
    Outcome outcome = new Storm(GreenloomMarkedThread.marksWithoutLock()).run(TWIN_NANOS);

    assertThat(outcome.seen()).isGreaterThan(outcome.made());
  }

  private record Outcome(int made, int seen) {}

  /** The thread, the application, and who wants something thrown, as {@code Pending} does. */
  private static final class Storm {
    private enum Place {
      ELSEWHERE,
      PARK,
      VM
    }

    private final GreenloomInterrupts marks;
    private final GreenloomMarkedThread thread;
    private final Object monitor = new Object();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger thrown = new AtomicInteger();
    private volatile Place place = Place.ELSEWHERE;
    private volatile boolean over;

    /** Whether something is to be thrown; written under this. */
    private volatile boolean pending;

    Storm(GreenloomInterrupts marks) {
      this.marks = marks;
      this.thread = new GreenloomMarkedThread(this::live, marks);
      GreenloomMarkedThread.install(() -> pending && place == Place.PARK);
    }

    Outcome run(long nanos) throws InterruptedException {
      long end = System.nanoTime() + nanos;
      Thread sender = new Thread(this::send);
      thread.start();
      sender.start();
      while (System.nanoTime() < end && seen.get() == made.get()) {
        dawdle();
        made.incrementAndGet();
        thread.interrupt();
        long begin = System.nanoTime();
        while (seen.get() < made.get() && System.nanoTime() - begin < LOST_NANOS) {
          Thread.yield();
        }
      }
      Thread.sleep(1);
      over = true;
      thread.join();
      sender.join();
      assertThat(thrown).hasPositiveValue();
      return new Outcome(made.get(), seen.get());
    }

    // -- who wants something thrown

    private void send() {
      while (!over) {
        dawdle();
        synchronized (this) {
          pending = true;
        }
        while (pending && !over) {
          deliver();
          dawdle();
        }
      }
    }

    /** The thread may have gone on since it was seen. */
    private void deliver() {
      Place found = place;
      if (found == Place.PARK) {
        marks.ask();
        LockSupport.unpark(thread);
      } else if (found == Place.VM) {
        synchronized (this) {
          if (pending) {
            marks.send(thread);
          }
        }
      }
    }

    // -- the thread

    private void live() {
      while (!over) {
        switch (ThreadLocalRandom.current().nextInt(4)) {
          case 0 -> sleep();
          case 1 -> waitForNothing();
          case 2 -> park();
          default -> ask();
        }
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
          throwPending(); // its limit has ended
        }
      }
      ask();
    }

    private void ask() {
      if (Thread.interrupted()) {
        seen.incrementAndGet();
      }
    }

    private void sleep() {
      place = Place.VM;
      try {
        Thread.sleep(0, (int) WAIT_NANOS);
      } catch (InterruptedException e) {
        interrupted();
      }
      place = Place.ELSEWHERE;
    }

    private void waitForNothing() {
      place = Place.VM;
      try {
        synchronized (monitor) {
          monitor.wait(0, 1);
        }
        thread.waited();
      } catch (InterruptedException e) {
        interrupted();
      }
      place = Place.ELSEWHERE;
    }

    private void park() {
      place = Place.PARK;
      LockSupport.parkNanos(WAIT_NANOS);
      if (Thread.interrupted()) {
        if (ThreadLocalRandom.current().nextBoolean()) {
          interrupted();
        } else {
          thread.interruptAgain();
        }
      }
      place = Place.ELSEWHERE;
    }

    /** An {@code InterruptedException} is made. */
    private void interrupted() {
      if (!thread.isForUs() || !throwPending()) {
        seen.incrementAndGet();
      }
    }

    private synchronized boolean throwPending() {
      boolean any = pending;
      pending = false;
      marks.settle();
      if (any) {
        thrown.incrementAndGet();
      }
      return any;
    }

    private static void dawdle() {
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(WAIT_NANOS));
    }
  }
}
