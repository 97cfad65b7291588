package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.Hub;
import io.greenloom.LoopExit;
import io.greenloom.Monkey;
import io.greenloom.Timeout;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The hub, what ends in it, and time limits. */
class B18ToB25HubTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** How long an error may wait for somebody to ask for it, and some more. */
  private static final Duration REPORTED = Duration.ofMillis(1_500);

  /** What is printed on standard error meanwhile. */
  private static String standardErrorOf(Greenlet.Task task) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      task.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("InfiniteRecursion") // it is what overflows the stack
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  @Test
  void b18_aStackOverflowIsItsExceptionAndTheHubGoesOn() throws Exception {
    String printed =
        standardErrorOf(() ->
            OnGreenlet.run(() -> {
              Greenlet<?> overflows = Greenlet.spawn("overflows", () -> recurse(0));
              Greenlet<String> other = Greenlet.spawn(() -> "goes on");
              assertThat(other.get()).isEqualTo("goes on");
              overflows.join();
              Greenlet.sleep(REPORTED);
            }));

    assertThat(printed)
        .containsOnlyOnce("Exception in greenlet \"overflows\" java.lang.StackOverflowError");
  }

  @Test
  void b18_outOfMemoryIsItsExceptionAndTheHubGoesOn() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<Object> greedy = Greenlet.spawn(() -> new long[Integer.MAX_VALUE][1 << 20]);
      assertThatThrownBy(greedy::get).hasCauseInstanceOf(OutOfMemoryError.class);
      Greenlet.sleep(SHORT);
    });
  }

  @Test
  void b19_aFailureDoesNotKeepOthersFromWakingOnTime() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> failing =
          Greenlet.spawn(() -> {
            throw new AssertionError("on purpose");
          });
      failing.linkException(ended -> {
        throw new IllegalStateException("a link that fails, as the test wants");
      });
      long start = System.nanoTime();
      Greenlet.sleep(SHORT);
      assertThat(System.nanoTime() - start).isBetween(SHORT.toNanos(), LONG.toNanos());
    });
  }

  @Test
  void b20_errorsStayInTheirGreenlet() throws Exception {
    OnGreenlet.run(() -> {
      for (Throwable error :
          List.of(new Error("plain"), new LinkageError("x"), new Exception("checked"))) {
        Greenlet<?> failing =
            Greenlet.spawn(() -> {
              throw sneaky(error);
            });
        assertThat(catchThrowable(failing::get)).cause().isSameAs(error);
      }
    });
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }

  @Test
  void b21_aWaitThatCouldNeverEndThrowsLoopExitThatTellsWhy() {
    assumeThat(
            Thread.getAllStackTraces().keySet()) // which wait for Maven, so that the wait may end
        .noneMatch(thread -> thread.getName().startsWith("surefire"));
    Object ignored = Monkey.patchAll();
    ReentrantLock lock = new ReentrantLock();
    Event never = new Event();
    Greenlet<?> holder =
        Greenlet.spawn(
            "holder",
            () -> {
              lock.lock();
              never.await();
            });
    Greenlet<?> waiter = Greenlet.spawn("waiter", lock::lock);

    assertThatThrownBy(waiter::join)
        .isInstanceOf(LoopExit.class)
        .hasMessageContaining("\"waiter\"")
        .hasMessageContaining("ReentrantLock")
        .hasMessageContaining("held by \"holder\"")
        .hasMessageContaining("Event@")
        .hasMessageContaining("b21_");
    assertThat(catchThrowable(() -> holder.kill(new GreenletExit(), LONG))).isNull();
  }

  @Test
  void b21_noLoopExitWhileSomebodyMayComeFromOutside() throws Exception {
    OnGreenlet.run(() -> {});
    CountDownLatch late = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              try {
                Thread.sleep(1_000);
              } catch (InterruptedException e) {
                return;
              }
              late.countDown();
            });
    thread.start();
    Greenlet.spawn(() -> late.await()).join();

    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      Greenlet<Integer> reader = Greenlet.spawn(() -> accepted.getInputStream().read());
      Greenlet.spawnLater(
          Duration.ofMillis(600),
          () -> {
            client.getOutputStream().write(7);
          });
      assertThat(reader.get()).isEqualTo(7);
    }
  }

  @Test
  void b22_joiningNothingReturnsAtOnceAndTheHubCanBeUsedAgain() throws Exception {
    OnGreenlet.run(() -> {
      for (int i = 0; i < 3; i++) {
        assertThat(Greenlet.joinAll(List.<Greenlet<?>>of())).isEmpty();
        assertThat(Greenlet.spawn(() -> "x").get()).isEqualTo("x");
      }
    });
  }

  @Test
  void b23_anErrorHandlerThatFailsDoesNoHarm() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    List<Throwable> told = new ArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
      told.add(error);
      throw new IllegalStateException("a handler that fails");
    });
    try {
      OnGreenlet.run(() -> {
        IllegalStateException error = new IllegalStateException("on purpose");
        Greenlet<?> failing =
            Greenlet.spawn(() -> {
              throw error;
            });
        Greenlet.sleep(REPORTED);
        assertThat(told).contains(error);
        assertThatThrownBy(failing::get).cause().isSameAs(error);
      });
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void errorsThatSomebodyAsksForAreNotPrinted() throws Exception {
    String printed =
        standardErrorOf(() ->
            OnGreenlet.run(() -> {
              Greenlet<?> asked = failing("asked");
              Greenlet<?> linked = failing("linked");
              Greenlet<?> raised = failing("raised");
              Greenlet<?> joined = failing("joined");
              linked.link(ended -> {});
              joined.join();
              Greenlet.sleep(SHORT);
              assertThatThrownBy(asked::get).isInstanceOf(ExecutionException.class);
              assertThatThrownBy(() -> Greenlet.joinAllOrThrow(List.of(raised), LONG))
                  .isInstanceOf(ExecutionException.class);
              Greenlet.sleep(REPORTED);
            }));

    assertThat(printed)
        .containsOnlyOnce("Exception in greenlet \"joined\"")
        .doesNotContain("asked")
        .doesNotContain("linked")
        .doesNotContain("raised");
  }

  private static Greenlet<?> failing(String name) {
    return Greenlet.spawn(
        name,
        () -> {
          throw new IllegalStateException("fails on purpose");
        });
  }

  @Test
  void b24_silentForm() throws Exception {
    OnGreenlet.run(() -> {
      assertThat(Timeout.run(SHORT, () -> Greenlet.sleep(LONG))).isFalse();
      assertThat(Timeout.run(LONG, () -> Greenlet.sleep(SHORT))).isTrue();
      assertThat(Timeout.call(SHORT, () -> "in time", "late")).isEqualTo("in time");
      assertThat(Timeout.call(SHORT, () -> sleepLong(), "late")).isEqualTo("late");
    });
  }

  private static String sleepLong() throws InterruptedException {
    Greenlet.sleep(LONG);
    return "slept";
  }

  @Test
  void b24_oneThatIsCancelledNeverFiresAndCanBeStartedAgain() throws Exception {
    OnGreenlet.run(() -> {
      Timeout timeout = Timeout.start(SHORT);
      assertThat(timeout.isPending()).isTrue();
      assertThatThrownBy(timeout::start).isInstanceOf(IllegalStateException.class);
      timeout.cancel();
      assertThat(timeout.isPending()).isFalse();
      Greenlet.sleep(SHORT.multipliedBy(2));

      timeout.start();
      assertThat(catchThrowable(() -> Greenlet.sleep(LONG))).isSameAs(timeout);
      assertThat(timeout.isPending()).isFalse();
      Greenlet.sleep(SHORT.multipliedBy(2));
      timeout.close();
    });
  }

  @Test
  void b24_nestedOnlyTheDueOneFires() throws Exception {
    OnGreenlet.run(() -> {
      try (Timeout outer = Timeout.start(LONG);
          Timeout inner = Timeout.start(SHORT)) {
        assertThat(catchThrowable(() -> Greenlet.sleep(LONG))).isSameAs(inner);
        assertThat(outer.isPending()).isTrue();
      }
      try (Timeout outer = Timeout.start(SHORT);
          Timeout inner = Timeout.start(LONG)) {
        assertThat(catchThrowable(() -> Greenlet.sleep(LONG))).isSameAs(outer);
        assertThat(inner.isPending()).isTrue();
      }
      Greenlet.sleep(SHORT);
    });
  }

  @Test
  void b24_lengthsThatAreNotPositive() throws Exception {
    OnGreenlet.run(() -> {
      try (Timeout never = Timeout.start(null)) {
        assertThat(never.isPending()).isFalse();
        Greenlet.sleep(SHORT);
      }
      for (Duration length : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
        try (Timeout now = Timeout.start(length)) {
          assertThat(catchThrowable(() -> Greenlet.sleep(LONG))).isSameAs(now);
        }
      }
    });
  }

  @Test
  void b24_worksOnOtherThreadsToo() throws Exception {
    OnGreenlet.run(() -> {});
    Timeout mine = Timeout.start(SHORT);
    assertThat(catchThrowable(() -> new Event().await())).isSameAs(mine);
    assertThat(Timeout.run(SHORT, () -> Thread.sleep(LONG))).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    List<Object> results = new ArrayList<>();
    Thread thread =
        new Thread(() -> {
          try {
            results.add(Timeout.run(SHORT, () -> Thread.sleep(LONG)));
            results.add(Timeout.run(SHORT, () -> new CountDownLatch(1).await()));
          } catch (Exception e) {
            results.add(e);
          }
        });
    thread.start();
    thread.join();
    assertThat(results).containsExactly(false, false);
  }

  @Test
  void b25_timersAndSocketsAreServedWhileOthersKeepYielding() throws Exception {
    OnGreenlet.run(() -> {
      List<Greenlet<?>> busy = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        busy.add(
            Greenlet.spawn(() -> {
              while (true) {
                Greenlet.yieldNow();
              }
            }));
      }
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket accepted = server.accept()) {
        Greenlet<Integer> reader = Greenlet.spawn(() -> accepted.getInputStream().read());
        Greenlet.sleep(SHORT);
        client.getOutputStream().write(7);
        assertThat(reader.get(LONG)).isEqualTo(7);
      }
      assertThat(Greenlet.killAll(busy, LONG)).isTrue();
    });
  }

  @Test
  void theHubTellsWhoWaitsForWhat() throws Exception {
    OnGreenlet.run(() -> {
      Event never = new Event();
      Greenlet<?> first = Greenlet.spawn("first", () -> never.await());
      Greenlet<?> second = Greenlet.spawn("second", () -> first.join());
      Greenlet.yieldNow();
      Hub hub = Hub.current();

      assertThat(hub.ready()).isNotNegative();
      assertThat(hub.waiting())
          .anyMatch(each -> each.name().equals("first") && each.waitsFor().contains("Event@"))
          .anyMatch(each -> each.name().equals("second") && "first".equals(each.heldBy()))
          .noneMatch(each -> each.threadId() == Thread.currentThread().threadId());
      never.set();
      assertThat(Greenlet.joinAll(List.of(first, second), LONG)).hasSize(2);
    });
  }

  /** Each Timeout's time is over when the wait inside of it ends anyway. */
  private static void endTogether(String who) throws Exception {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    for (int i = 0; i < 1_000; i++) {
      boolean ignored =
          Timeout.run(Duration.ofMillis(1), () -> queue.poll(1, TimeUnit.MILLISECONDS));
    }
    for (int i = 0; i < 50; i++) {
      Thread.sleep(1);
    }
    assertThat(Thread.currentThread().isInterrupted()).as(who).isFalse();
  }

  @Test
  void b24_oneThatIsClosedInTheLastMomentDisturbsNobodyLater() throws Exception {
    OnGreenlet.run(() -> endTogether("greenlet"));
    endTogether("platform thread");
    List<Throwable> thrown = new ArrayList<>();
    Thread green =
        new Thread(() -> {
          try {
            endTogether("green thread");
          } catch (Throwable e) {
            thrown.add(e);
          }
        });
    green.start();
    green.join();
    assertThat(thrown).isEmpty();
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // that it is over is what the test is about
  void anInterruptForATimeoutClosesNoChannel() throws Exception {
    OnGreenlet.run(() -> {
      ReentrantLock lock = new ReentrantLock();
      Condition condition = lock.newCondition();
      Pipe pipe = Pipe.open();
      Greenlet<?> signaller =
          Greenlet.spawnLater(
              SHORT.dividedBy(2),
              () -> {
                lock.lock();
                try {
                  condition.signal();
                  Greenlet.sleep(SHORT.multipliedBy(3)); // the waiter's time is over meanwhile
                } finally {
                  lock.unlock();
                }
              });
      try (Timeout limit = Timeout.start(SHORT)) {
        lock.lock();
        try {
          condition.await();
        } finally {
          lock.unlock();
        }
        pipe.sink().write(ByteBuffer.allocate(1));
        assertThat(catchThrowable(() -> Greenlet.sleep(LONG))).isSameAs(limit);
      }
      assertThat(pipe.sink().isOpen()).isTrue();
      signaller.get();
      pipe.sink().close();
      pipe.source().close();
    });
  }

  @Test
  void b21_noLoopExitWhileThreadsHandItemsToEachOther() throws Exception {
    OnGreenlet.run(() -> {});
    SynchronousQueue<Integer> items = new SynchronousQueue<>();
    Event done = new Event();
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    Thread taker =
        Monkey.originalThread(() -> {
          try {
            while (items.take() != 0) {
              // the next one
            }
            done.set();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Thread putter =
        Monkey.originalThread(() -> {
          try {
            while (System.nanoTime() < end) {
              items.put(1);
            }
            items.put(0);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    taker.start();
    putter.start();
    done.await();
    assertThat(done.isSet()).isTrue();
  }
}
