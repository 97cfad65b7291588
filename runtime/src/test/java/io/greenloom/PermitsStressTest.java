package io.greenloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that wait for places, and some that give up just then: no place may be lost. */
class PermitsStressTest {
  private static final int THREADS = 4;
  private static final int PLACES = 2;
  private static final int ROUNDS = 2_000;
  private static final int MOST_STORMS = 200;

  /** Does not ask whether the one who gets the place still waits for it. */
  private static final class BrokenPermits extends Permits {
    BrokenPermits() {
      super("broken", PLACES);
    }

    @Override
    boolean handOver(Waiter waiter) {
      boolean ignored = super.handOver(waiter);
      return true;
    }
  }

  /** One storm; returns the most who have had a place at once. */
  private static int storm(Permits permits) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<FutureTask<?>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      FutureTask<?> task = new FutureTask<>(() -> comeAndGo(permits, inside, most, threads), null);
      tasks.add(task);
      threads.add(new Thread(task));
    }
    threads.forEach(Thread::start);
    for (FutureTask<?> task : tasks) {
      Object ignored = task.get(1, TimeUnit.MINUTES);
    }
    return most.get();
  }

  @SuppressWarnings("ThreadPriorityCheck") // only to have others wait more often
  private static void comeAndGo(
      Permits permits, AtomicInteger inside, AtomicInteger most, List<Thread> threads) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < ROUNDS; i++) {
      try {
        if (permits.acquire(random.nextLong(100_000))) {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          if (i % 16 == 0) {
            threads.get(random.nextInt(THREADS)).interrupt();
          }
          Thread.yield();
          inside.decrementAndGet();
          permits.release();
        }
      } catch (InterruptedException e) {
        // one of the ways to give up
      }
    }
  }

  @Test
  void noPlaceIsLostOrGivenTwice() throws Exception {
    Permits permits = new Permits("places", PLACES);
    assertThat(storm(permits)).isLessThanOrEqualTo(PLACES);
    assertThat(permits.free()).isEqualTo(PLACES);
  }

  @Test
  void brokenTwinLosesSome() throws Exception {
    Permits permits = new BrokenPermits();
    for (int i = 0; i < MOST_STORMS && permits.free() == PLACES; i++) {
      int ignored = storm(permits);
    }
    assertThat(permits.free()).isLessThan(PLACES);
  }

  @Test
  void fewerPlacesAreTakenFromThoseInUse() throws Exception {
    Permits permits = new Permits("places", 2);
    assertThat(permits.acquire(0)).isTrue();
    assertThat(permits.acquire(0)).isTrue();
    permits.change(-1);
    permits.release();
    assertThat(permits.free()).isZero();
    assertThat(permits.acquire(0)).isFalse();
    permits.release();
    assertThat(permits.free()).isEqualTo(1);
    permits.change(2);
    assertThat(permits.free()).isEqualTo(3);
  }
}
