package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.Group;
import io.greenloom.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Functions that are called for many elements at once. */
final class B38ToB39MapsTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  // -- B38

  @Test
  void b38_unorderedGivesResultsAsTheyCome() throws Exception {
    OnGreenlet.run(() -> {
      try (Stream<Integer> results =
          new Group().imapUnordered(B38ToB39MapsTest::sleepTenths, List.of(10, 1, 4))) {
        assertThat(results).containsExactly(1, 4, 10);
      }
    });
  }

  @Test
  void b38_unorderedPoolOfOneKeepsTheOrder() throws Exception {
    OnGreenlet.run(() -> {
      try (Stream<Integer> results =
          new Pool(1).imapUnordered(B38ToB39MapsTest::sleepTenths, List.of(3, 1, 2))) {
        assertThat(results).containsExactly(3, 1, 2);
      }
    });
  }

  @Test
  void b38_orderedWaitsForTheFirst() throws Exception {
    OnGreenlet.run(() -> {
      for (Group group : List.of(new Group(), new Pool(1), new Pool(2), new Pool(10))) {
        assertThat(group.imap(B38ToB39MapsTest::sleepTenths, List.of(2, 0, 1)))
            .containsExactly(2, 0, 1);
        assertThat(group.isEmpty()).isTrue();
      }
    });
  }

  @Test
  void b38_emptyInputEnds() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      assertThat(group.imap(each -> each, List.of())).isEmpty();
      assertThat(group.imapUnordered(each -> each, List.of(), 1)).isEmpty();
      assertThat(group.map(each -> each, List.of())).isEmpty();
    });
  }

  @Test
  void b38_slowInputEnds() throws Exception {
    OnGreenlet.run(() -> {
      Iterable<Integer> slow = () -> Stream.of(0, 1, 2).peek(each -> sleepTenths(each)).iterator();
      assertThat(new Group().imap(each -> each + 1, slow)).containsExactly(1, 2, 3);
      assertThat(new Pool(1).imapUnordered(each -> each + 1, slow, 1)).containsExactly(1, 2, 3);
    });
  }

  @Test
  void b38_errorDoesNotEndTheIteration() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Pool(1);
      for (Stream<Integer> results :
          List.of(
              group.imap(B38ToB39MapsTest::failAtTwo, List.of(1, 2, 3)),
              group.imapUnordered(B38ToB39MapsTest::failAtTwo, List.of(1, 2, 3)),
              group.imap(B38ToB39MapsTest::failAtTwo, List.of(1, 2, 3), 1))) {
        Iterator<Integer> iterator = results.iterator();
        assertThat(iterator.next()).isEqualTo(1);
        assertThatThrownBy(iterator::next)
            .isInstanceOf(CompletionException.class)
            .cause()
            .hasMessage("two");
        assertThat(iterator.next()).isEqualTo(3);
        assertThat(iterator.hasNext()).isFalse();
      }
    });
  }

  @Test
  void b38_errorOfTheInputIsTheLastElement() throws Exception {
    OnGreenlet.run(() -> {
      Iterable<Integer> failing =
          () -> Stream.of(1, 2, 3).peek(each -> failAtThree(each)).iterator();
      Iterator<Integer> results = new Group().imap(each -> each, failing).iterator();
      assertThat(results.next()).isEqualTo(1);
      assertThat(results.next()).isEqualTo(2);
      assertThatThrownBy(results::next)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(results.hasNext()).isFalse();
      assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    });
  }

  @Test
  void b38_nullIsAResultToo() throws Exception {
    OnGreenlet.run(() -> {
      List<Integer> nulls = Arrays.asList(1, null, null);
      Group group = new Group();
      assertThat(group.map(each -> each, nulls)).containsExactly(1, null, null);
      assertThat(group.imap(each -> each, nulls)).containsExactly(1, null, null);
      assertThat(group.imapUnordered(each -> each, nulls, 1)).containsExactly(1, null, null);
    });
  }

  @Test
  void b38_killedElementHasNoResult() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Iterator<Object> results = group.imap(each -> waitForEver(), List.of(1)).iterator();
      Greenlet.sleep(SHORT);
      group.kill();
      assertThatThrownBy(results::next).isInstanceOf(CompletionException.class);
      assertThat(results.hasNext()).isFalse();
    });
  }

  // -- B39

  @Test
  void b39_slowReaderHoldsTheTasksUp() throws Exception {
    OnGreenlet.run(() -> {
      for (Group group : List.of(new Group(), new Pool(1), new Pool(5))) {
        AtomicInteger run = new AtomicInteger();
        try (Stream<Integer> results = group.imap(each -> run.incrementAndGet(), endless(), 1)) {
          Iterator<Integer> iterator = results.iterator();
          for (int read = 0; read < 5; read++) {
            Greenlet.sleep(Duration.ofMillis(10));
            assertThat(run.get()).isBetween(read, read + 2);
            assertThat(iterator.next()).isEqualTo(read + 1);
          }
        }
      }
    });
  }

  @Test
  void b39_endlessInputDoesNotHoldTheHub() throws Exception {
    OnGreenlet.run(() -> {
      Pool pool = new Pool(3);
      try (Stream<Integer> results = pool.imapUnordered(each -> each, endless(), 10)) {
        assertThat(results.limit(100)).hasSize(100);
      }
      assertThat(pool.join(LONG)).isTrue();
      assertThat(pool.freeCount()).isEqualTo(3);
    });
  }

  @Test
  void b39_thereHasToBeRoomForAResult() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Group().imap(each -> each, List.of(), 0))
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Group().imapUnordered(each -> each, List.of(), -1));
  }

  // -- leaving early

  @Test
  void closedStreamLeavesNothingRunning() throws Exception {
    OnGreenlet.run(() -> {
      for (Group group : List.of(new Group(), new Pool(1), new Pool(2))) {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> input = () -> Stream.generate(taken::incrementAndGet).limit(5).iterator();
        try (Stream<Object> results = group.imap(each -> waitForEver(), input)) {
          Greenlet.sleep(SHORT);
          assertThat(group.size()).isPositive();
          assertThat(results.isParallel()).isFalse();
        }
        assertThat(group.join(LONG)).isTrue();
        int before = taken.get();
        Greenlet.sleep(SHORT);
        assertThat(taken).hasValue(before);
        assertThat(group.isEmpty()).isTrue();
      }
    });
  }

  @Test
  void interruptOfTheReaderClosesTheStream() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      Stream<Object> results = group.imap(each -> waitForEver(), List.of(1, 2));
      interruptSoon(Thread.currentThread());
      assertThatThrownBy(results::count).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(group.join(LONG)).isTrue();
    });
  }

  @Test
  void interruptOfAMapKillsWhatIsRunning() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Pool(1);
      interruptSoon(Thread.currentThread());
      assertThatThrownBy(() -> group.map(each -> waitForEver(), List.of(1, 2, 3)))
          .isInstanceOf(InterruptedException.class);
      assertThat(group.join(LONG)).isTrue();
      Greenlet.sleep(SHORT);
      assertThat(group.isEmpty()).isTrue();
    });
  }

  @Test
  void killOfAMapKillsWhatIsRunning() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Pool(1);
      Greenlet<?> mapping =
          Greenlet.spawn(() -> group.map(each -> waitForEver(), List.of(1, 2, 3)));
      Greenlet.sleep(SHORT);
      assertThat(group.size()).isEqualTo(1);
      mapping.kill();
      assertThat(group.join(LONG)).isTrue();
      Greenlet.sleep(SHORT);
      assertThat(group.isEmpty()).isTrue();
    });
  }

  // -- map

  @Test
  void mapKeepsTheOrder() throws Exception {
    OnGreenlet.run(() -> {
      for (Group group : List.of(new Group(), new Pool(1), new Pool(3))) {
        List<String> results = group.map(each -> "r" + sleepTenths(each), List.of(2, 0, 1));
        assertThat(results).containsExactly("r2", "r0", "r1");
      }
    });
  }

  @Test
  void mapThrowsTheFirstErrorAndKillsTheOthers() throws Exception {
    OnGreenlet.run(() -> {
      Group group = new Group();
      List<Integer> begun = new ArrayList<>();
      assertThatThrownBy(() ->
              group.map(
                  each -> {
                    begun.add(each);
                    return each == 3 ? waitForEver() : failAtTwo(each);
                  },
                  List.of(1, 2, 3)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .hasMessage("two");
      assertThat(begun).startsWith(1, 2);
      assertThat(group.join(LONG)).isTrue();
    });
  }

  @Test
  void mapWorksFromAPlatformThread() throws Exception {
    assertThat(new Pool(2).map(each -> each * 2, List.of(1, 2, 3))).containsExactly(2, 4, 6);
  }

  @SuppressWarnings("UnnecessaryLambda") // it can be iterated more than once
  private static Iterable<Integer> endless() {
    return () -> IntStream.iterate(0, i -> i + 1).iterator();
  }

  private static void interruptSoon(Thread thread) {
    Greenlet<?> ignored = Greenlet.spawnLater(SHORT, () -> thread.interrupt());
  }

  private static int sleepTenths(int tenths) {
    try {
      Greenlet.sleep(Duration.ofMillis(100L * tenths));
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    return tenths;
  }

  private static Object waitForEver() throws InterruptedException {
    new Event().await();
    return "never";
  }

  private static int failAtTwo(int number) throws Exception {
    if (number == 2) {
      throw new Exception("two");
    }
    return number;
  }

  private static void failAtThree(int number) {
    if (number == 3) {
      throw new IllegalStateException("three");
    }
  }
}
