package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.greenloom.AsyncResult;
import io.greenloom.Channel;
import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.Select;
import io.greenloom.Timeout;
import io.greenloom.Waitable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Waits that end, because something happens or because time is over. */
class B10ToB14WaitsTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** A wait with a time limit; what it returns. */
  private interface TimedWait {
    Object apply(Duration limit) throws Exception;
  }

  @Test
  void b10_aWaitWithALimitReturnsEmptyHanded() throws Exception {
    Greenlet<?>[] sleeper = new Greenlet<?>[1];
    Map<TimedWait, Object> waits =
        Map.of(
            limit -> sleeper[0].join(limit), false,
            limit -> Greenlet.joinAll(List.of(sleeper[0]), limit), List.of(),
            limit -> new Event().await(limit), false,
            limit -> new AsyncResult<>().await(limit), false,
            limit -> new Channel<>().get(limit) == null, true,
            limit -> new Channel<>().put("x", limit), false,
            limit -> Waitable.awaitAny(List.of(new Event()), limit) == null, true,
            limit -> Select.create().onGet(new Channel<>(), x -> x).await(limit).isEmpty(), true,
            limit -> Selector.open().select(limit.toMillis()), 0,
            limit -> new Semaphore(0).tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS), false);
    OnGreenlet.run(() -> {
      sleeper[0] = Greenlet.spawn(() -> Greenlet.sleep(LONG));
      for (Map.Entry<TimedWait, Object> wait : waits.entrySet()) {
        long start = System.nanoTime();
        assertThat(wait.getKey().apply(SHORT)).isEqualTo(wait.getValue());
        assertThat(System.nanoTime() - start).isBetween(SHORT.toNanos() / 2, LONG.toNanos() / 2);
      }
      sleeper[0].kill();
    });
  }

  @Test
  void b11_aGetWithALimitThrows() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> sleeper = Greenlet.spawn(() -> Greenlet.sleep(LONG));
      assertThatThrownBy(() -> sleeper.get(SHORT)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> new AsyncResult<>().get(SHORT)).isInstanceOf(TimeoutException.class);
      try (Timeout mine = Timeout.start(SHORT)) {
        assertThat(catchThrowable(sleeper::get)).isSameAs(mine);
      }
      sleeper.kill();
    });
  }

  /** A wait without limit. */
  private interface Wait {
    void apply() throws Exception;
  }

  /** Each with an inner limit that is longer than the outer one. */
  @SuppressWarnings("WaitNotInLoop") // nobody signals them
  private static List<Wait> waits() throws IOException {
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    Object monitor = new Object();
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    return List.of(
        () -> Greenlet.sleep(LONG),
        () -> Thread.sleep(LONG),
        () -> TimeUnit.SECONDS.sleep(10),
        () -> new Event().await(LONG),
        () -> new Event().await(),
        () -> new AsyncResult<>().get(LONG),
        () -> new Channel<>().get(LONG),
        () -> new Channel<>().put("x", LONG),
        () -> Select.create().onReady(new Event(), () -> "x").await(LONG),
        () -> Greenlet.joinAll(List.of(Greenlet.spawn(() -> Greenlet.sleep(LONG))), LONG),
        () ->
            Greenlet.asCompleted(List.of(Greenlet.spawn(() -> Greenlet.sleep(LONG))))
                .forEach(ended -> {}),
        () -> new LinkedBlockingQueue<>().take(),
        () -> new LinkedBlockingQueue<>().poll(10, TimeUnit.SECONDS),
        () -> new ArrayBlockingQueue<>(1).take(),
        () -> new Semaphore(0).acquire(),
        () -> new CountDownLatch(1).await(10, TimeUnit.SECONDS),
        () -> new CompletableFuture<>().get(10, TimeUnit.SECONDS),
        () -> {
          lock.lockInterruptibly();
          try {
            condition.await();
          } finally {
            lock.unlock();
          }
        },
        () -> {
          synchronized (monitor) {
            monitor.wait(LONG.toMillis());
          }
        },
        () -> Timeout.run(LONG, () -> Greenlet.sleep(LONG)),
        () -> {
          client.setSoTimeout((int) LONG.toMillis());
          client.getInputStream().read();
        },
        () -> {
          Socket accepted = server.accept(); // that of the client
          try (accepted;
              Socket other = server.accept()) {
            other.getInputStream().read();
          }
        },
        () -> Selector.open().select(),
        () -> new ProcessBuilder("sleep", "10").start().waitFor());
  }

  @Test
  void b12_anOuterTimeoutPassesThroughInnerWaits() throws Exception {
    List<Wait> waits = waits();
    OnGreenlet.run(() -> {
      for (int i = 0; i < waits.size(); i++) {
        Wait wait = waits.get(i);
        try (Timeout outer = Timeout.start(SHORT)) {
          assertThat(
                  catchThrowable(() -> {
                    try {
                      wait.apply();
                    } catch (Exception e) {
                      throw new AssertionError("catch (Exception) swallows it", e);
                    }
                  }))
              .as("wait %d", i)
              .isSameAs(outer);
        }
        assertThat(Thread.currentThread().isInterrupted()).as("wait %d", i).isFalse();
      }
    });
  }

  @Test
  void b12_whereTheJdkHasToSeeAnInterruptItIsOneFirst() throws Exception {
    OnGreenlet.run(() -> {
      CyclicBarrier barrier = new CyclicBarrier(2);
      assertThatThrownBy(() -> Timeout.call(SHORT, barrier::await)).isInstanceOf(Timeout.class);
      assertThat(barrier.isBroken()).isTrue();
      assertThat(Timeout.call(SHORT, () -> new CyclicBarrier(2).await(), 7)).isEqualTo(7);

      List<String> events = new ArrayList<>();
      try (Timeout outer = Timeout.start(SHORT)) {
        assertThat(
                catchThrowable(() -> {
                  try {
                    new CyclicBarrier(2).await();
                  } catch (InterruptedException e) {
                    events.add("interrupted");
                  }
                  Greenlet.sleep(LONG);
                }))
            .isSameAs(outer);
      }
      assertThat(events).containsExactly("interrupted");
    });
  }

  @Test
  void b13_theFirstFailureIsRaisedOrTheFirstCountAreReturned() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> slow = failing(SHORT.multipliedBy(10), "slow");
      Greenlet<?> fast = failing(SHORT, "fast");
      assertThatThrownBy(() -> Greenlet.joinAllOrThrow(List.of(slow, fast), LONG))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .hasMessage("fast");
      assertThat(slow.isReady()).isFalse();
      assertThat(Greenlet.joinAll(List.of(slow, fast), LONG, 1)).isEqualTo(List.of(fast));
      assertThat(Greenlet.joinAll(List.of(slow, fast, slow), LONG)).isEqualTo(List.of(fast, slow));
    });
  }

  private static Greenlet<?> failing(Duration after, String message) {
    Greenlet<?> greenlet =
        Greenlet.spawn(() -> {
          Greenlet.sleep(after);
          throw new IllegalStateException(message);
        });
    greenlet.linkException(ended -> {});
    return greenlet;
  }

  @Test
  void b14_eachObjectIsGivenOnceAsItBecomesReady() throws Exception {
    OnGreenlet.run(() -> {
      Event set = new Event();
      set.set();
      AsyncResult<String> result = new AsyncResult<>();
      Greenlet<?> late = Greenlet.spawn(() -> Greenlet.sleep(SHORT.multipliedBy(3)));
      Greenlet<?> setter =
          Greenlet.spawn(() -> {
            Greenlet.sleep(SHORT);
            result.set("x");
          });
      List<Waitable> given = new ArrayList<>();
      try (Stream<Waitable> ready =
          Waitable.asReady(List.of(late, result, set, setter, set), LONG)) {
        for (Iterator<Waitable> each = ready.iterator(); each.hasNext(); ) {
          given.add(each.next());
          Greenlet.sleep(Duration.ofMillis(1)); // the consumer itself lets others run
        }
      }

      assertThat(given).containsExactly(set, result, setter, late);
    });
  }

  @Test
  void b14_leavingEarlyLeavesNothingBehind() throws Exception {
    OnGreenlet.run(() -> {
      Event never = new Event();
      Event set = new Event();
      set.set();
      for (int i = 0; i < 1_000; i++) {
        try (Stream<Event> ready = Waitable.asReady(List.of(never, set), null)) {
          assertThat(ready.findFirst()).containsSame(set);
        }
      }
      assertThat(never).hasFieldOrPropertyWithValue("ready", false);
      never.set();
    });
  }

  @Test
  void anInterruptEndsAWaitOfTheApi() throws Exception {
    OnGreenlet.run(() -> {
      Event never = new Event();
      Thread self = Thread.currentThread();
      Greenlet<?> interrupter = Greenlet.spawn(self::interrupt);
      assertThatThrownBy(never::await).isInstanceOf(InterruptedException.class);
      interrupter.join();
      assertThat(Thread.interrupted()).isFalse();
    });
  }
}
