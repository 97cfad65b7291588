package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.Pool;
import io.greenloom.PoolFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limited numbers of greenlets, and what becomes of a place nobody can use. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is seen in the group
final class B36ToB37PoolsTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Greenlet.Task FOR_EVER = () -> new Event().await();

  // -- B36

  @Test
  void b36_secondSpawnWaitsUntilTheFirstEnds() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Event mayEnd = new Event();
      Greenlet<?> first = pool.spawn(() -> mayEnd.await());
      Greenlet<Greenlet<?>> spawner = Greenlet.spawn(() -> pool.spawn(FOR_EVER));
      assertThat(spawner.join(SHORT)).isFalse();
      mayEnd.set();
      Greenlet<?> second = spawner.get(LONG);
      assertThat(first.isReady()).isTrue();
      assertThat(pool).containsExactly(second);
      pool.close();
    });
  }

  @Test
  void b36_countsItsPlaces() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(2);
      assertThat(pool.freeCount()).isEqualTo(2);
      Greenlet<?> first = pool.spawn(FOR_EVER);
      assertThat(pool.freeCount()).isEqualTo(1);
      assertThat(pool.isFull()).isFalse();
      pool.spawn(FOR_EVER);
      assertThat(pool.isFull()).isTrue();
      assertThat(pool.awaitAvailable(SHORT)).isFalse();
      first.kill();
      assertThat(pool.awaitAvailable(Duration.ZERO)).isTrue();
      assertThat(pool.freeCount()).isEqualTo(1);
      assertThat(pool.maxSize()).isEqualTo(2);
      pool.close();
      assertThat(pool.freeCount()).isEqualTo(2);
    });
  }

  @Test
  void b36_fullPoolThrowsPoolFull() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Greenlet<?> only = pool.trySpawn(FOR_EVER);
      Greenlet<?> late = Greenlet.builder().unstarted(FOR_EVER);
      assertThatThrownBy(() -> pool.trySpawn(FOR_EVER)).isInstanceOf(PoolFull.class);
      assertThatThrownBy(() -> pool.spawn(FOR_EVER, SHORT)).isInstanceOf(PoolFull.class);
      assertThatThrownBy(() -> pool.add(late, Duration.ZERO)).isInstanceOf(PoolFull.class);
      assertThatThrownBy(() -> pool.start(late, SHORT)).isInstanceOf(PoolFull.class);
      assertThat(late.isStarted()).isFalse();
      pool.add(only); // is a member, and needs no place
      only.kill();
      pool.start(late, SHORT);
      assertThat(pool).containsExactly(late);
      pool.close();
    });
  }

  @Test
  void b36_firstComeFirstServed() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Greenlet<?> first = pool.spawn(FOR_EVER);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int number = i;
        Greenlet.spawn(() -> pool.spawn(() -> order.add(number)));
      }
      Greenlet.sleep(SHORT);
      first.kill();
      pool.spawn(() -> order.add(5)).join();
      assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    });
  }

  @Test
  void b36_poolOfNoneIsAlwaysFull() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(0);
      assertThat(pool.isFull()).isTrue();
      assertThatThrownBy(() -> pool.trySpawn(FOR_EVER)).isInstanceOf(PoolFull.class);
      Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(FOR_EVER));
      assertThat(spawner.join(SHORT)).isFalse();
      spawner.kill();
      assertThat(pool.join(Duration.ZERO)).isTrue();
    });
  }

  @Test
  void b36_poolWithoutLimit() throws Exception {
    OnGreenlet.run(() -> {
      try (Pool pool = new Pool()) {
        for (int i = 0; i < 1000; i++) {
          pool.spawn(FOR_EVER);
        }
        assertThat(pool.isFull()).isFalse();
        assertThat(pool.size()).isEqualTo(1000);
      }
    });
  }

  @Test
  void b36_negativeSizeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pool(-3)).withMessageContaining("-3");
  }

  // -- places are never lost

  @Test
  void killDuringASpawnLeavesThePlace() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Greenlet<?> first = pool.spawn(FOR_EVER);
      Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(FOR_EVER));
      Greenlet.yieldNow();
      spawner.kill();
      first.kill();
      assertThat(pool.freeCount()).isEqualTo(1);
    });
  }

  @Test
  void killWithThePlaceInHandLeavesIt() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Greenlet<?> first = pool.spawn(FOR_EVER);
      Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(FOR_EVER).join());
      Greenlet.yieldNow();
      assertThat(pool.discard(first)).isTrue(); // hands its place to the spawner
      spawner.kill(); // before that has run
      assertThat(pool.freeCount()).isEqualTo(1 - pool.size());
      pool.kill();
      assertThat(pool.freeCount()).isEqualTo(1);
      first.kill();
    });
  }

  @Test
  void interruptDuringASpawnLeavesThePlace() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Greenlet<?> first = pool.spawn(FOR_EVER);
      List<Thread> threads = new ArrayList<>();
      Greenlet<?> spawner =
          Greenlet.spawn(() -> {
            threads.add(Thread.currentThread());
            pool.spawn(FOR_EVER);
          });
      Greenlet.sleep(SHORT);
      threads.getFirst().interrupt();
      assertThatThrownBy(() -> spawner.get(LONG)).hasCauseInstanceOf(InterruptedException.class);
      first.kill();
      assertThat(pool.freeCount()).isEqualTo(1);
    });
  }

  @Test
  void closeLetsTheSpawnersGo() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      pool.spawn(FOR_EVER);
      Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(FOR_EVER));
      Greenlet<?> async = pool.applyAsync(() -> 1, value -> {});
      Greenlet.yieldNow();
      pool.close();
      assertThatThrownBy(() -> spawner.get(LONG)).hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> async.get(LONG)).hasCauseInstanceOf(IllegalStateException.class);
      assertThat(pool.freeCount()).isEqualTo(1);
    });
  }

  /** All ways to leave a spawn, from several kinds of threads at once. */
  @Test
  void placesSurviveAStorm() throws Exception {
    Pool pool = new Pool(3);
    List<FutureTask<?>> storm = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int kind = i;
      FutureTask<?> task = new FutureTask<>(() -> spawnAndPerhapsLeave(pool, kind), null);
      storm.add(task);
      Thread.ofPlatform().start(task);
    }
    for (FutureTask<?> task : storm) {
      Object ignored = task.get();
    }
    assertThat(pool.join(LONG)).isTrue();
    assertThat(pool.freeCount()).isEqualTo(3);
  }

  private static void spawnAndPerhapsLeave(Pool pool, int kind) {
    for (int round = 0; round < 300; round++) {
      spawnAndPerhapsLeave(pool, kind, round);
    }
  }

  private static void spawnAndPerhapsLeave(Pool pool, int kind, int round) {
    Duration patience = Duration.ofNanos(round * 1000L);
    try {
      switch (kind) {
        case 0 -> pool.spawn(() -> Greenlet.yieldNow(), patience);
        case 1 -> {
          Greenlet<?> spawner = Greenlet.spawn(() -> pool.spawn(() -> Greenlet.sleep(patience)));
          boolean ignored = spawner.kill(new Exception("killed"), LONG);
        }
        case 2 -> {
          Greenlet<?> spawner = Greenlet.spawn(() -> pool.apply(() -> round));
          boolean ignored = spawner.join(patience);
          spawner.kill();
        }
        default -> {
          Greenlet<?> member = pool.spawn(() -> Greenlet.sleep(patience));
          if (!pool.discard(member)) {
            assertThat(member.isReady()).isTrue();
          }
        }
      }
    } catch (PoolFull e) {
      // was not patient enough
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // -- B37

  @Test
  void b37_applyInsideOfTheSamePool() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      String result = pool.apply(() -> "outer " + pool.apply(() -> pool.apply(() -> "inner")));
      assertThat(result).isEqualTo("outer inner");
      Object none = pool.apply(() -> null);
      assertThat(none).isNull();
    });
  }

  @Test
  void b37_applyThrowsWhatTheCallThrew() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Exception exception = new Exception("of the call");
      assertThatThrownBy(() -> pool.apply(() -> thrown(exception)))
          .isInstanceOf(ExecutionException.class)
          .hasCause(exception);
      assertThatThrownBy(() -> pool.apply(() -> pool.apply(() -> thrown(exception))))
          .cause()
          .hasCause(exception);
      assertThat(pool.freeCount()).isEqualTo(1);
    });
  }

  @Test
  void b37_applyAsyncNeverWaits() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(1);
      Event mayEnd = new Event();
      pool.spawn(() -> mayEnd.await());
      AtomicInteger sum = new AtomicInteger();
      List<Greenlet<Integer>> calls = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        int number = i;
        calls.add(pool.applyAsync(() -> number, sum::addAndGet));
      }
      Greenlet<Integer> killed = pool.applyAsync(() -> 100, sum::addAndGet);
      Greenlet<Integer> failing = pool.applyAsync(() -> thrown(new Exception()), sum::addAndGet);
      killed.kill();
      mayEnd.set();
      assertThat(Greenlet.joinAll(calls, LONG)).hasSize(4);
      assertThatThrownBy(() -> failing.get(LONG)).isInstanceOf(ExecutionException.class);
      Greenlet.sleep(SHORT);
      assertThat(sum).hasValue(10);
      assertThat(pool.freeCount()).isEqualTo(1);
    });
  }

  private static Integer thrown(Exception exception) throws Exception {
    throw exception;
  }
}
