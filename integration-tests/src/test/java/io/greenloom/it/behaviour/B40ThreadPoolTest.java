package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.AsyncResult;
import io.greenloom.Greenlet;
import io.greenloom.Hub;
import io.greenloom.ThreadPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Platform threads for what really blocks. */
final class B40ThreadPoolTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void b40_fourSleepsOnThreeThreadsTakeTwice() throws Exception {
    OnGreenlet.run(() -> {
      AtomicInteger ticks = new AtomicInteger();
      Greenlet<?> ticker = Greenlet.spawn(() -> tick(ticks));
      try (ThreadPool pool = new ThreadPool(3)) {
        long start = System.nanoTime();
        List<AsyncResult<?>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          results.add(pool.spawn(() -> Thread.sleep(1000)));
        }
        for (AsyncResult<?> result : results) {
          Object ignored = result.get(LONG);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        assertThat(time).isBetween(Duration.ofMillis(1900), Duration.ofMillis(3500));
        assertThat(ticks.get()).isGreaterThan(20);
      }
      ticker.kill();
    });
  }

  @Test
  void b40_spawnWaitsWhileAllThreadsAreBusy() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        pool.spawn(() -> mayEnd.await());
        Greenlet<AsyncResult<Integer>> spawner = Greenlet.spawn(() -> pool.spawn(() -> 2));
        assertThat(spawner.join(SHORT)).isFalse();
        assertThat(pool.taskCount()).isEqualTo(1);
        mayEnd.countDown();
        assertThat(spawner.get(LONG).get(LONG)).isEqualTo(2);
        assertThat(pool.taskCount()).isZero();
      }
    });
  }

  @Test
  void b40_threadsArePlatformThreads() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        Thread worker = pool.apply(Thread::currentThread);
        assertThat(worker.isVirtual()).isFalse();
        assertThat(worker.isDaemon()).isTrue();
        assertThat(worker.getName()).startsWith("ThreadPool-");
        Object greenlet = pool.apply(Greenlet::current);
        assertThat(greenlet).isNull();
      }
    });
  }

  @Test
  void b40_dumpsShowTheThreadThatAGreenletWaitsFor() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        ReentrantLock lock = new ReentrantLock();
        AsyncResult<?> task = pool.spawn(() -> awaitLocked(lock, mayEnd));
        Greenlet.sleep(SHORT);
        Greenlet<?> waiting = Greenlet.spawn(() -> awaitLocked(lock, mayEnd));
        Greenlet.sleep(SHORT);
        String dump = Hub.dump();
        mayEnd.countDown();
        assertThat(task.await(LONG)).isTrue();
        waiting.join();
        assertThat(dump).containsPattern("\"ThreadPool-\\d+-1\" #\\d+, daemon, platform thread");
      }
    });
  }

  @Test
  void b40_applyThrowsWhatTheCallThrew() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        IOException exception = new IOException("of the call");
        assertThatThrownBy(() -> pool.apply(() -> thrown(exception))).isSameAs(exception);
        AssertionError error = new AssertionError("of the call");
        assertThatThrownBy(() ->
                pool.apply(() -> {
                  throw error;
                }))
            .isSameAs(error);
        assertThat(pool.spawn(() -> thrown(exception)).await(LONG)).isTrue();
      }
    });
  }

  @Test
  void b40_nestedApplyNeedsNoThread() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        assertThat(pool.apply(() -> pool.apply(() -> pool.apply(() -> "inner"))))
            .isEqualTo("inner");
        List<Integer> mapped = pool.apply(() -> pool.map(each -> each + 1, List.of(1, 2, 3)));
        assertThat(mapped).containsExactly(2, 3, 4);
      }
    });
  }

  @Test
  void b40_resizeIsHonouredWhileTasksRun() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Greenlet<?> spawner =
            Greenlet.spawn(() -> {
              for (int i = 0; i < 4; i++) {
                pool.spawn(() -> mayEnd.await());
              }
            });
        assertThat(spawner.join(SHORT)).isFalse();
        assertThat(pool.taskCount()).isEqualTo(1);
        pool.setMaxSize(3);
        assertThat(spawner.join(SHORT)).isFalse();
        assertThat(pool.taskCount()).isEqualTo(3);
        pool.setMaxSize(2);
        assertThat(pool.maxSize()).isEqualTo(2);
        assertThat(pool.taskCount()).isEqualTo(3);
        mayEnd.countDown();
        assertThat(spawner.join(LONG)).isTrue();
        assertThat(pool.join(LONG)).isTrue();
        mostAtOnceIs(pool, 2);
        assertThat(pool.size()).isLessThanOrEqualTo(2);
      }
    });
  }

  private static void mostAtOnceIs(ThreadPool pool, int expected) throws Exception {
    AtomicInteger running = new AtomicInteger();
    List<Integer> seen =
        pool.map(
            each -> {
              int now = running.incrementAndGet();
              Thread.sleep(20);
              running.decrementAndGet();
              return now;
            },
            List.of(1, 2, 3, 4, 5, 6));
    assertThat(seen.stream().max(Integer::compare)).hasValue(expected);
  }

  @Test
  void b40_worksFromAnyThread() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      assertThat(pool.map(each -> each + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
      List<Integer> fromThread = new ArrayList<>();
      Thread thread =
          new Thread(() -> {
            try {
              fromThread.add(pool.apply(() -> 5));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      thread.start();
      thread.join();
      assertThat(fromThread).containsExactly(5);
    }
  }

  @Test
  void b40_idleThreadsEnd() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(2, Duration.ofMillis(10))) {
        pool.apply(() -> 1);
        assertThat(pool.size()).isLessThanOrEqualTo(1);
        for (int i = 0; i < 200 && pool.size() > 0; i++) {
          Greenlet.sleep(SHORT);
        }
        assertThat(pool.size()).isZero();
        assertThat(pool.apply(() -> 2)).isEqualTo(2);
      }
    });
  }

  @Test
  void b40_sharedPoolCannotBeClosed() throws Exception {
    OnGreenlet.run(() -> {
      ThreadPool pool = ThreadPool.shared();
      pool.close();
      assertThat(pool.apply(() -> "open")).isEqualTo("open");
      assertThat(pool).isSameAs(ThreadPool.shared());
      assertThat(pool.maxSize()).isEqualTo(10);
    });
  }

  // -- failures

  @Test
  void killDuringASpawnLeavesThePlace() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        pool.spawn(() -> mayEnd.await());
        Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(() -> 1));
        Greenlet.sleep(SHORT);
        spawner.kill();
        mayEnd.countDown();
        assertThat(pool.apply(() -> 2)).isEqualTo(2);
        assertThat(pool.taskCount()).isZero();
      }
    });
  }

  @Test
  void interruptOfAMapLeavesThePlaces() throws Exception {
    OnGreenlet.run(() -> {
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread self = Thread.currentThread();
        Greenlet<?> ignored = Greenlet.spawnLater(SHORT, () -> self.interrupt());
        assertThatThrownBy(() -> pool.map(each -> await(mayEnd), List.of(1, 2, 3)))
            .isInstanceOf(InterruptedException.class);
        mayEnd.countDown();
        assertThat(pool.join(LONG)).isTrue();
        assertThat(pool.apply(() -> 2)).isEqualTo(2);
      }
    });
  }

  @Test
  void closeWaitsForTasksAndRefusesOthers() throws Exception {
    OnGreenlet.run(() -> {
      ThreadPool pool = new ThreadPool(1);
      AtomicInteger ended = new AtomicInteger();
      pool.spawn(() -> {
        Thread.sleep(50);
        ended.incrementAndGet();
      });
      Greenlet<?> late = Greenlet.spawn(() -> pool.spawn(ended::incrementAndGet));
      Greenlet.yieldNow();
      assertThat(pool.join(Duration.ZERO)).isFalse();
      pool.close();
      assertThat(ended).hasValue(1);
      assertThatThrownBy(() -> late.get(LONG)).hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(IllegalStateException.class);
      pool.close();
    });
  }

  @Test
  void interruptedCloseInterruptsTheTasks() throws Exception {
    OnGreenlet.run(() -> {
      ThreadPool pool = new ThreadPool(1);
      AsyncResult<?> task = pool.spawn(() -> Thread.sleep(60_000));
      Thread self = Thread.currentThread();
      Greenlet<?> ignored = Greenlet.spawnLater(SHORT, () -> self.interrupt());
      pool.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(task::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    });
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThreadPool(0))
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThreadPool(-2))
        .withMessageContaining("-2");
    assertThatIllegalArgumentException().isThrownBy(() -> new ThreadPool(1, Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> new ThreadPool(1, null));
    try (ThreadPool pool = new ThreadPool(1)) {
      assertThatIllegalArgumentException().isThrownBy(() -> pool.setMaxSize(0));
      assertThatNullPointerException().isThrownBy(() -> pool.apply(null));
      assertThatNullPointerException().isThrownBy(() -> pool.map(null, List.of()));
      assertThatNullPointerException().isThrownBy(() -> pool.spawn((Greenlet.Task) null));
    }
  }

  private static void tick(AtomicInteger ticks) throws InterruptedException {
    while (true) {
      Greenlet.sleep(Duration.ofMillis(20));
      ticks.incrementAndGet();
    }
  }

  private static int awaitLocked(ReentrantLock lock, CountDownLatch latch) throws Exception {
    lock.lock();
    try {
      return await(latch);
    } finally {
      lock.unlock();
    }
  }

  private static int await(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return 0;
  }

  private static Object thrown(Exception exception) throws Exception {
    throw exception;
  }
}
