package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.GreenletScope;
import io.greenloom.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Greenlets together: scopes, groups, and how they are killed. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is seen in the group
final class B15ToB17GroupsTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Greenlet.Task FOR_EVER = () -> new Event().await();

  // -- B15

  @Test
  void b15_scopeWaitsForItsGreenlets() throws Exception {
    OnGreenlet.run(() -> {
      List<Greenlet<?>> spawned = new ArrayList<>();
      GreenletScope.run(scope -> {
        spawned.add(scope.spawn(() -> Greenlet.sleep(SHORT)));
        spawned.add(scope.spawn("second", () -> "value"));
      });
      assertThat(spawned).allMatch(Greenlet::isSuccessful);
      assertThat(spawned.getLast().value()).isEqualTo("value");
    });
  }

  @Test
  void b15_bodyThatThrowsKillsWithThat() throws Exception {
    OnGreenlet.run(() -> {
      Exception thrown = new Exception("of the body");
      List<Greenlet<?>> spawned = new ArrayList<>();
      assertThatThrownBy(() ->
              GreenletScope.run(scope -> {
                spawned.add(scope.spawn(FOR_EVER));
                Greenlet.yieldNow();
                spawned.add(scope.spawn(FOR_EVER)); // will not begin
                throw thrown;
              }))
          .isSameAs(thrown);
      assertThat(spawned).allSatisfy(greenlet -> assertThat(greenlet.exception()).isSameAs(thrown));
    });
  }

  @Test
  void b15_scopeThatIsLeftEarlyKills() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<?> greenlet;
      try (GreenletScope scope = GreenletScope.open()) {
        greenlet = scope.spawn(FOR_EVER);
        Greenlet.yieldNow();
      }
      assertThat(greenlet.isReady()).isTrue();
      assertThat(greenlet.exception()).isNull();
    });
  }

  @Test
  void b15_scopeThatIsJoinedHasNothingToKill() throws Exception {
    OnGreenlet.run(() -> {
      Greenlet<String> greenlet;
      try (GreenletScope scope = GreenletScope.open()) {
        greenlet = scope.spawn(() -> "value");
        scope.join();
      }
      assertThat(greenlet.value()).isEqualTo("value");
    });
  }

  @Test
  void b15_scopeWaitsForThoseThatCleanUp() throws Exception {
    OnGreenlet.run(() -> {
      AtomicInteger cleaned = new AtomicInteger();
      try (GreenletScope scope = GreenletScope.open()) {
        scope.spawn(() -> {
          try {
            FOR_EVER.run();
          } finally {
            Greenlet.sleep(SHORT);
            cleaned.incrementAndGet();
          }
        });
        Greenlet.yieldNow();
      }
      assertThat(cleaned).hasValue(1);
    });
  }

  @Test
  void b15_joinOrThrowKillsTheOthers() throws Exception {
    OnGreenlet.run(() -> {
      try (GreenletScope scope = GreenletScope.open()) {
        Greenlet<?> other = scope.spawn(FOR_EVER);
        Greenlet<?> failing = scope.spawn(() -> fail("first"));
        assertThatThrownBy(scope::joinOrThrow)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .hasMessage("first");
        assertThat(List.of(other, failing)).allMatch(Greenlet::isReady);
      }
    });
  }

  @Test
  void b15_joinOrThrowKnowsWhoFailedBefore() throws Exception {
    OnGreenlet.run(() -> {
      try (GreenletScope scope = GreenletScope.open()) {
        scope.spawn(() -> fail("before")).join();
        Greenlet<?> other = scope.spawn(FOR_EVER);
        assertThatThrownBy(scope::joinOrThrow).cause().hasMessage("before");
        assertThat(other.isReady()).isTrue();
      }
    });
  }

  @Test
  void b15_closedScopeTakesNobody() throws Exception {
    OnGreenlet.run(() -> {
      GreenletScope scope = GreenletScope.open();
      scope.close();
      assertThatThrownBy(() -> scope.spawn(FOR_EVER)).isInstanceOf(IllegalStateException.class);
      scope.close();
    });
  }

  @Test
  void b15_interruptDoesNotLeaveAScope() throws Exception {
    OnGreenlet.run(() -> {
      Event mayEnd = new Event();
      Greenlet<?> stubborn;
      Thread self = Thread.currentThread();
      try (GreenletScope scope = GreenletScope.open()) {
        stubborn = scope.spawn(() -> swallowKill(mayEnd));
        Greenlet.yieldNow();
        Greenlet<?> ignored =
            Greenlet.spawn(() -> {
              self.interrupt();
              Greenlet.sleep(SHORT);
              mayEnd.set();
            });
      }
      assertThat(Thread.interrupted()).isTrue();
      assertThat(stubborn.isReady()).isTrue();
    });
  }

  // -- B16

  @Test
  void b16_killAllOfThoseThatSwallowItIsNotInTime() throws Exception {
    OnGreenlet.run(() -> {
      Event mayEnd = new Event();
      List<Greenlet<?>> greenlets =
          List.of(
              Greenlet.spawn(() -> swallowKill(mayEnd)), Greenlet.spawn(() -> swallowKill(mayEnd)));
      Greenlet.yieldNow();
      assertThat(Greenlet.killAll(greenlets, SHORT)).isFalse();
      mayEnd.set();
      assertThat(Greenlet.joinAll(greenlets, LONG)).hasSize(2);
    });
  }

  @Test
  void b16_killAllOfThoseThatHaveNotBegun() throws Exception {
    OnGreenlet.run(() -> {
      List<Greenlet<?>> greenlets =
          List.of(Greenlet.spawn(FOR_EVER), Greenlet.builder().unstarted(FOR_EVER));
      assertThat(Greenlet.killAll(greenlets, LONG)).isTrue();
      assertThat(greenlets).allMatch(Greenlet::isDead);
    });
  }

  // -- B17

  @Test
  void b17_eachMemberIsKilledOnce() throws Exception {
    OnGreenlet.run(() -> {
      AtomicInteger shots = new AtomicInteger();
      Event mayEnd = new Event();
      Group group = new Group();
      for (int i = 0; i < 3; i++) {
        group.spawn(() -> countKills(shots, mayEnd));
      }
      Greenlet.yieldNow();
      for (int i = 0; i < 3; i++) {
        assertThat(group.kill(new GreenletExit(), SHORT)).isFalse();
      }
      assertThat(shots).hasValue(3);
      mayEnd.set();
      group.kill();
      assertThat(shots).hasValue(3);
      assertThat(group.isEmpty()).isTrue();
    });
  }

  @Test
  void b17_killOneCountsAsTheOnlyKill() throws Exception {
    OnGreenlet.run(() -> {
      AtomicInteger shots = new AtomicInteger();
      Event mayEnd = new Event();
      Group group = new Group();
      Greenlet<?> stubborn = group.spawn(() -> countKills(shots, mayEnd));
      Greenlet<?> other = group.spawn(FOR_EVER);
      Greenlet.yieldNow();
      assertThat(group.killOne(other)).isTrue();
      assertThat(other.isReady()).isTrue();
      assertThat(group.killOne(other)).isFalse();
      Greenlet<?> killer = Greenlet.spawn(() -> group.killOne(stubborn));
      Greenlet.sleep(SHORT);
      assertThat(group.kill(new GreenletExit(), SHORT)).isFalse();
      assertThat(shots).hasValue(1);
      mayEnd.set();
      killer.join();
      assertThat(group.contains(stubborn)).isFalse();
    });
  }

  @Test
  void b17_newcomersAreKilledToo() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      List<Greenlet<?>> late = new ArrayList<>();
      group.spawn(() -> {
        try {
          FOR_EVER.run();
        } finally {
          late.add(group.spawn(FOR_EVER));
          Greenlet.sleep(SHORT);
          late.add(group.spawn(FOR_EVER));
        }
      });
      Greenlet.yieldNow();
      group.kill();
      assertThat(late).hasSize(2).allMatch(Greenlet::isReady);
    });
  }

  @Test
  void b17_memberThatKillsItsGroupIsTheLast() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Greenlet<?> other = group.spawn(FOR_EVER);
      List<String> after = new ArrayList<>();
      Greenlet<?> killer =
          group.spawn(() -> {
            group.kill();
            after.add("not reached");
          });
      assertThat(group.join(LONG)).isTrue();
      assertThat(List.of(other, killer)).allMatch(Greenlet::isSuccessful);
      assertThat(after).isEmpty();
    });
  }

  @Test
  void b17_killWithAnExceptionIsFailure() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Greenlet<?> greenlet = group.spawn(FOR_EVER);
      Greenlet.yieldNow();
      Exception exception = new Exception("of the killer");
      assertThat(group.kill(exception, LONG)).isTrue();
      assertThat(greenlet.exception()).isSameAs(exception);
    });
  }

  // -- members

  @Test
  void membersLeaveWhenTheyEnd() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Greenlet<?> first = group.spawn("first", () -> "value");
      Greenlet<?> second = group.spawn(FOR_EVER);
      assertThat(group).containsExactly(first, second);
      first.join();
      assertThat(group).containsExactly(second);
      assertThat(group.discard(second)).isTrue();
      assertThat(group.discard(second)).isFalse();
      assertThat(group.size()).isZero();
      group.add(second);
      group.add(second);
      group.add(first);
      assertThat(group.size()).isEqualTo(1);
      group.kill();
      assertThat(group.join(Duration.ZERO)).isTrue();
    });
  }

  @Test
  void joinEndsWhenItWasEmptyOnce() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      group.join();
      Greenlet<?> greenlet = group.spawn(FOR_EVER);
      assertThat(group.join(SHORT)).isFalse();
      Greenlet<Boolean> joiner = Greenlet.spawn(() -> group.join(LONG));
      Greenlet.yieldNow();
      assertThat(group.discard(greenlet)).isTrue();
      group.add(greenlet); // before the joiner has run
      assertThat(joiner.get(LONG)).isTrue();
      group.close();
    });
  }

  @Test
  void joinOrThrowThrowsTheFirstFailure() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      assertThat(group.joinOrThrow(null)).isTrue();
      Greenlet<?> other = group.spawn(FOR_EVER);
      assertThat(group.joinOrThrow(SHORT)).isFalse();
      group.spawn(() -> fail("first"));
      group.spawn(() -> fail("second")).link(ended -> {});
      assertThatThrownBy(() -> group.joinOrThrow(LONG))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .hasMessage("first");
      assertThat(other.isReady()).isFalse();
      group.close();
    });
  }

  @Test
  void memberDoesNotWaitForItself() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      group.spawn(() -> Greenlet.sleep(SHORT));
      Greenlet<Boolean> joiner = group.spawn(() -> group.join(LONG));
      assertThat(joiner.get(LONG)).isTrue();
    });
  }

  @Test
  void closedGroupTakesNobody() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Greenlet<?> greenlet = group.spawn(FOR_EVER);
      group.close();
      assertThat(greenlet.isReady()).isTrue();
      assertThatThrownBy(() -> group.spawn(FOR_EVER))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> group.applyAsync(() -> 1, value -> {}))
          .isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void nullIsRefused() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      assertThatNullPointerException().isThrownBy(() -> group.add(null));
      assertThatNullPointerException().isThrownBy(() -> group.start(null));
      assertThatNullPointerException().isThrownBy(() -> group.spawn((Greenlet.Task) null));
      assertThatNullPointerException().isThrownBy(() -> group.apply(null));
      assertThatNullPointerException().isThrownBy(() -> group.applyAsync(() -> 1, null));
      assertThatNullPointerException().isThrownBy(() -> group.map(null, List.of()));
      assertThatNullPointerException().isThrownBy(() -> group.imap(each -> each, null));
      assertThatNullPointerException().isThrownBy(() -> group.kill(null, SHORT));
      assertThatNullPointerException().isThrownBy(() -> GreenletScope.run(null));
      assertThat(group.isEmpty()).isTrue();
    });
  }

  private static void fail(String message) throws Exception {
    throw new Exception(message);
  }

  private static void swallowKill(Event mayEnd) throws InterruptedException {
    countKills(new AtomicInteger(), mayEnd);
  }

  private static void countKills(AtomicInteger shots, Event mayEnd) throws InterruptedException {
    while (!mayEnd.isSet()) {
      try {
        mayEnd.await();
      } catch (GreenletExit e) {
        shots.incrementAndGet();
      }
    }
  }
}
