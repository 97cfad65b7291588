package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The life of a greenlet. */
class B01ToB09GreenletsTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void b01_runsOnlyOnceItsSpawnerYields() throws Exception {
    OnGreenlet.run(() -> {
      List<String> events = new ArrayList<>();
      Greenlet<?> greenlet =
          Greenlet.spawn(() -> {
            boolean ignored = events.add("ran");
          });

      assertThat(events).isEmpty();
      assertThat(greenlet.isStarted()).isTrue();
      assertThat(greenlet.isDead()).isFalse();
      assertThat(greenlet.isReady()).isFalse();

      greenlet.join();
      assertThat(events).containsExactly("ran");
      assertThat(greenlet.isStarted()).isFalse();
      assertThat(greenlet.isDead()).isTrue();
    });
  }

  @Test
  void b02_twoThatYieldAlternate() throws Exception {
    OnGreenlet.run(() -> {
      List<String> events = new ArrayList<>();
      List<Greenlet<?>> both = new ArrayList<>();
      for (int i = 1; i <= 2; i++) {
        String number = String.valueOf(i);
        both.add(
            Greenlet.spawn(() -> {
              events.add(number + "A");
              Greenlet.sleep(Duration.ZERO);
              events.add(number + "B");
            }));
      }

      assertThat(Greenlet.joinAll(both)).containsExactlyElementsOf(both);
      assertThat(events).containsExactly("1A", "2A", "1B", "2B");
    });
  }

  @Test
  void b03_spawnOfNothingThrowsAtOnce() throws Exception {
    OnGreenlet.run(() -> {
      assertThatThrownBy(() -> Greenlet.spawn((Callable<Object>) null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Greenlet.spawn((Greenlet.Task) null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Greenlet.spawnLater(SHORT, (Greenlet.Task) null))
          .isInstanceOf(NullPointerException.class);
    });
  }

  @Test
  void b04_valueAfterASleep() throws Exception {
    OnGreenlet.run(() -> {
      List<Object> told = new ArrayList<>();
      Greenlet<Integer> greenlet =
          Greenlet.spawn(() -> {
            Greenlet.sleep(SHORT);
            return 5;
          });
      greenlet.link(ended -> told.add(ended.value()));

      assertThat(greenlet.get()).isEqualTo(5);
      assertThat(greenlet.value()).isEqualTo(5);
      assertThat(greenlet.isSuccessful()).isTrue();
      assertThat(greenlet.isDead()).isTrue();
      assertThat(greenlet.state()).isEqualTo(Future.State.SUCCESS);
      Greenlet.yieldNow();
      assertThat(told).containsExactly(5);
    });
  }

  @Test
  void b05_failureIsThatVeryException() throws Exception {
    OnGreenlet.run(() -> {
      IllegalStateException failure = new IllegalStateException("on purpose");
      Greenlet<String> greenlet =
          Greenlet.spawn(
              (Callable<String>)
                  () -> {
                    throw failure;
                  });
      greenlet.join();

      assertThat(greenlet.isSuccessful()).isFalse();
      assertThat(greenlet.value()).isNull();
      assertThat(greenlet.exception()).isSameAs(failure);
      assertThatThrownBy(greenlet::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(failure);
      assertThat(greenlet.join(LONG)).isTrue();
    });
  }

  @Test
  void b06_linksAreCalledInTheirOrderAlsoAfterTheEnd() throws Exception {
    OnGreenlet.run(() -> {
      List<Integer> called = new ArrayList<>();
      Greenlet<?> greenlet = Greenlet.spawn(() -> {});
      for (int i = 0; i < 1_000; i++) {
        int number = i;
        greenlet.link(ended -> called.add(number));
      }
      greenlet.join();
      greenlet.link(ended -> called.add(1_000));
      Greenlet.sleep(SHORT);

      assertThat(called)
          .containsExactlyElementsOf(IntStream.rangeClosed(0, 1_000).boxed().toList());
    });
  }

  @Test
  void b07_oneThatFailsDoesNotStopTheOthersAndOneCanUnlinkALaterOne() throws Exception {
    OnGreenlet.run(() -> {
      List<String> called = new ArrayList<>();
      Greenlet<?> greenlet = Greenlet.spawn(() -> {});
      Consumer<Greenlet<?>> later = ended -> called.add("later");
      greenlet.link(ended -> called.add("first"));
      greenlet.link(ended -> {
        ended.unlink(later);
        throw new IllegalStateException("a link that fails, as the test wants");
      });
      greenlet.link(later);
      greenlet.link(ended -> called.add("last"));
      Greenlet.sleep(SHORT);

      assertThat(called).containsExactly("first", "last");
    });
  }

  @Test
  void b08_onlyTheFittingLinkIsCalled() throws Exception {
    OnGreenlet.run(() -> {
      List<String> called = new ArrayList<>();
      Greenlet<?> well = linked("well", called, () -> {});
      Greenlet<?> badly =
          linked(
              "badly",
              called,
              () -> {
                throw new IllegalStateException("on purpose");
              });
      Greenlet<?> killed = linked("killed", called, () -> Greenlet.sleep(LONG));
      Greenlet.sleep(SHORT);
      killed.kill();
      Greenlet.sleep(SHORT);

      assertThat(well.isSuccessful()).isTrue();
      assertThat(badly.isSuccessful()).isFalse();
      assertThat(called).containsExactly("well value", "badly exception", "killed value");
    });
  }

  private static Greenlet<?> linked(String name, List<String> called, Greenlet.Task task) {
    Greenlet<?> greenlet = Greenlet.spawn(name, task);
    greenlet.linkValue(ended -> called.add(ended.name() + " value"));
    greenlet.linkException(ended -> called.add(ended.name() + " exception"));
    return greenlet;
  }

  /** How far a greenlet has come when it is killed. */
  private enum Reached {
    NOT_STARTED,
    STARTED,
    STARTED_LATER,
    RUNNING
  }

  /** How it is killed. */
  private interface Kill {
    void apply(Greenlet<?> greenlet) throws Exception;
  }

  @Test
  void b09_oneThatIsKilledNeverRunsUserCodeAgain() throws Exception {
    Kill exit = greenlet -> greenlet.kill();
    Kill exitLater = greenlet -> greenlet.kill(new GreenletExit(), Duration.ZERO);
    Kill exception = greenlet -> greenlet.kill(new IllegalStateException("killed"));
    Kill checked = greenlet -> greenlet.kill(new java.io.IOException("killed"), Duration.ZERO);
    Kill all = greenlet -> Greenlet.killAll(List.of(greenlet), null);
    Kill cancelled = greenlet -> greenlet.cancel(true);
    for (Reached reached : Reached.values()) {
      for (Kill kill : List.of(exit, exitLater, all, cancelled)) {
        OnGreenlet.run(() -> killed(reached, kill, true));
      }
      OnGreenlet.run(() -> killed(reached, exception, false));
      OnGreenlet.run(() -> killed(reached, checked, false));
    }
  }

  private static void killed(Reached reached, Kill kill, boolean success) throws Exception {
    List<String> events = new ArrayList<>();
    Greenlet<?> greenlet =
        Greenlet.builder()
            .unstarted(() -> {
              events.add("begins");
              Greenlet.sleep(LONG);
              events.add("goes on");
            });
    greenlet.link(ended -> events.add("linked"));
    switch (reached) {
      case NOT_STARTED -> {}
      case STARTED -> greenlet.start();
      case STARTED_LATER -> greenlet.startLater(SHORT);
      case RUNNING -> {
        greenlet.start();
        Greenlet.yieldNow();
        assertThat(events).containsExactly("begins");
        events.clear();
      }
    }

    kill.apply(greenlet);
    greenlet.kill();
    greenlet.start();
    Greenlet.sleep(SHORT.multipliedBy(2));

    assertThat(events).as("%s", reached).containsExactly("linked");
    assertThat(greenlet.isDead()).isTrue();
    assertThat(greenlet.isReady()).isTrue();
    assertThat(greenlet.isSuccessful()).isEqualTo(success);
  }

  @Test
  void b09_deadBeforeItsTurn() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> greenlet = Greenlet.spawn(() -> {});
      greenlet.kill(new GreenletExit(), Duration.ZERO);

      assertThat(greenlet.isDead()).isTrue();
      assertThat(greenlet.isStarted()).isFalse();
      greenlet.join();
    });
  }

  @Test
  void b09_killsItself() throws Exception {
    OnGreenlet.run(() -> {
      List<String> events = new ArrayList<>();
      Greenlet<?> greenlet =
          Greenlet.spawn(() -> {
            Greenlet.current().kill();
            events.add("goes on");
          });
      greenlet.join();

      assertThat(greenlet.isSuccessful()).isTrue();
      assertThat(events).isEmpty();
    });
  }

  @Test
  void b09_cancelledFutureThrowsAndKilledOneDoesNot() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<String> cancelled = Greenlet.spawn(B01ToB09GreenletsTest::sleepLong);
      Greenlet<String> killed = Greenlet.spawn(B01ToB09GreenletsTest::sleepLong);
      Greenlet.yieldNow();
      assertThat(cancelled.cancel(false)).isFalse();
      assertThat(cancelled.cancel(true)).isTrue();
      killed.kill();

      assertThatThrownBy(cancelled::get).isInstanceOf(CancellationException.class);
      assertThat(cancelled.isCancelled()).isTrue();
      assertThat(cancelled.state()).isEqualTo(Future.State.CANCELLED);
      assertThat(killed.get()).isNull();
      assertThat(killed.isCancelled()).isFalse();
      assertThat(cancelled.cancel(true)).isFalse();
    });
  }

  private static String sleepLong() throws InterruptedException {
    Greenlet.sleep(LONG);
    return "slept";
  }

  @Test
  void futureAndStage() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<String> greenlet =
          Greenlet.spawnLater(
              Duration.ofMillis(500),
              () -> {
                throw new IllegalStateException("on purpose");
              });
      assertThatThrownBy(() -> greenlet.get(1, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      CompletableFuture<String> stage = greenlet.toCompletionStage().toCompletableFuture();

      assertThatThrownBy(stage::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(Greenlet.spawn(() -> "x").toCompletionStage().toCompletableFuture().get())
          .isEqualTo("x");
    });
  }

  @Test
  void treeOfSpawners() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> root = Greenlet.current();
      List<Greenlet<?>> grandchildren = new ArrayList<>();
      Greenlet<?> child =
          Greenlet.builder()
              .name("child")
              .recordSpawnStack(true)
              .spawn(() -> {
                grandchildren.add(
                    Greenlet.spawn(() -> Greenlet.current().treeLocals().put("k", "v")));
              });
      child.join();
      Greenlet<?> grandchild = grandchildren.getFirst();
      grandchild.join();

      assertThat(child.spawner()).containsSame(root);
      assertThat(grandchild.spawner()).containsSame(child);
      assertThat(root.treeLocals()).containsEntry("k", "v");
      assertThat(child.spawnStack())
          .anyMatch(frame -> frame.getMethodName().contains("treeOfSpawners"));
      assertThat(grandchild.spawnStack()).isEmpty();
    });
  }
}
