package io.greenloom.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"FutureReturnValueIgnored", "ThreadPriorityCheck"}) // timers; yields
class TimerQueueTest {
  /** The calling thread owns the queue, or does not. */
  private static final class Owner implements TimerQueue.Access {
    private volatile boolean owns;
    private int woken;
    private final List<Throwable> failures = new ArrayList<>();

    Owner(boolean owns) {
      this.owns = owns;
    }

    @Override
    public boolean enter() {
      return owns;
    }

    @Override
    public void leave() {}

    @Override
    public void wake() {
      woken++;
    }

    @Override
    public void failed(Throwable error) {
      failures.add(error);
    }
  }

  private final TimerQueue queue = new TimerQueue(new Owner(true));
  private final List<Long> fired = new ArrayList<>();

  private Timer schedule(long delay) {
    return queue.schedule(() -> fired.add(delay), 0, delay);
  }

  @Test
  void aCommandThatFailsDoesNotKeepTheOthersFromRunning() {
    Owner owner = new Owner(true);
    TimerQueue failing = new TimerQueue(owner);
    Error error = new StackOverflowError("thrown by a test");
    failing.schedule(
        () -> {
          throw error;
        },
        0,
        1);
    failing.schedule(() -> fired.add(2L), 0, 2);

    assertThat(failing.fire(2)).isEqualTo(2);
    assertThat(fired).containsExactly(2L);
    assertThat(owner.failures).containsExactly(error);
  }

  @Test
  void firesInOrderOfDeadlines() {
    List<Long> delays = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      delays.add((long) random.nextInt(5_000));
    }
    delays.forEach(this::schedule);

    queue.fire(5_000);

    delays.sort(Comparator.naturalOrder());
    assertThat(fired).isEqualTo(delays);
    assertThat(queue.size()).isZero();
  }

  @Test
  void firesNothingEarly() {
    schedule(100);

    assertThat(queue.fire(99)).isZero();
    assertThat(queue.untilNext(99)).isEqualTo(1);
    assertThat(queue.fire(100)).isEqualTo(1);
    assertThat(queue.untilNext(100)).isNegative();
  }

  @Test
  void cancelledTimersLeaveTheHeapAtOnceAndTheRestStaysInOrder() {
    Random random = new Random(2);
    List<Timer> timers = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      timers.add(schedule(i));
      expected.add((long) i);
    }
    for (int i = 0; i < 1_500; i++) {
      int victim = random.nextInt(timers.size());
      assertThat(timers.remove(victim).cancel(false)).isTrue();
      expected.remove(victim);
    }
    assertThat(queue.size()).isEqualTo(500);

    queue.fire(2_000);

    assertThat(fired).isEqualTo(expected);
  }

  @Test
  void aTimerIsCancelledOnceAndNotAfterItFired() {
    Timer timer = schedule(1);
    assertThat(timer.cancel(false)).isTrue();
    assertThat(timer.cancel(false)).isFalse();
    assertThat(timer.isCancelled()).isTrue();

    Timer due = schedule(1);
    queue.fire(1);
    assertThat(due.cancel(false)).isFalse();
    assertThat(due.isDone()).isTrue();
    assertThat(due.isCancelled()).isFalse();
  }

  @Test
  void aCommandMayArmAndCancel() {
    Timer later = schedule(20);
    queue.schedule(
        () -> {
          later.cancel(false);
          schedule(5);
        },
        0,
        10);

    queue.fire(30);

    assertThat(fired).containsExactly(5L);
  }

  @Test
  void survivesTheClocksOverflowAndEndlessDelays() {
    long now = Long.MAX_VALUE - 10;
    queue.schedule(() -> fired.add(1L), now, 20);
    queue.schedule(() -> fired.add(2L), now, Long.MAX_VALUE);

    assertThat(queue.untilNext(now)).isEqualTo(20);
    queue.fire(now + 20);

    assertThat(fired).containsExactly(1L);
  }

  @Test
  void cancelledTimersOfASleepingOwnerDoNotPileUp() {
    Owner foreign = new Owner(false);
    TimerQueue foreignQueue = new TimerQueue(foreign);
    for (int i = 0; i < 2_000; i++) {
      foreignQueue.schedule(() -> fired.add(1L), 0, 1).cancel(false);
      if (i == 0) {
        assertThat(foreign.woken).isEqualTo(1);
      }
    }

    assertThat(foreign.woken).as("also for cancellations").isGreaterThan(2_000);
  }

  @Test
  void othersGoThroughTheInboxAndWakeTheOwner() {
    Owner foreign = new Owner(false);
    TimerQueue foreignQueue = new TimerQueue(foreign);
    Timer kept = foreignQueue.schedule(() -> fired.add(1L), 0, 1);
    Timer dropped = foreignQueue.schedule(() -> fired.add(2L), 0, 1);
    dropped.cancel(false);
    assertThat(foreign.woken).as("for two timers, not for the cancellation").isEqualTo(2);
    assertThat(foreignQueue.isInboxEmpty()).isFalse();

    foreignQueue.fire(1);

    assertThat(fired).isEqualTo(Collections.singletonList(1L));
    assertThat(kept.isDone()).isTrue();
    assertThat(foreignQueue.isInboxEmpty()).isTrue();
    assertThat(foreignQueue.size()).isZero();
  }

  @Test
  void doesWhatASortedMapDoes() {
    Random random = new Random(3);
    Owner access = new Owner(true);
    TimerQueue tested = new TimerQueue(access);
    TreeMap<Long, List<Integer>> model = new TreeMap<>();
    List<Integer> ran = new ArrayList<>();
    List<Timer> timers = new ArrayList<>();
    long now = Long.MAX_VALUE - 50_000; // the clock overflows on the way
    long elapsed = 0;
    for (int step = 0; step < 60_000; step++) {
      access.owns = random.nextInt(4) > 0;
      int what = random.nextInt(100);
      if (what < 50) {
        int number = timers.size();
        long delay = random.nextInt(1_000);
        timers.add(tested.schedule(() -> ran.add(number), now, delay));
        model.computeIfAbsent(elapsed + delay, deadline -> new ArrayList<>()).add(number);
      } else if (what < 90 && !timers.isEmpty()) {
        int number = Math.max(0, timers.size() - 1 - random.nextInt(300));
        boolean pending = false;
        for (List<Integer> due : model.values()) {
          pending |= due.removeIf(each -> each == number);
        }
        model.values().removeIf(List::isEmpty);
        assertThat(timers.get(number).cancel(false)).isEqualTo(pending);
      } else {
        long passed = random.nextInt(20);
        now += passed;
        elapsed += passed;
        ran.clear();
        assertThat(tested.fire(now)).isEqualTo(ran.size());
        List<Integer> order = List.copyOf(ran);
        for (List<Integer> due : List.copyOf(model.headMap(elapsed, true).values())) {
          // which of those with the same deadline comes first does not matter
          assertThat(ran.subList(0, due.size())).containsExactlyInAnyOrderElementsOf(due);
          ran.subList(0, due.size()).clear();
        }
        assertThat(ran).as("fired early or twice, of %s", order).isEmpty();
        model.headMap(elapsed, true).clear();
        assertThat(tested.size()).isEqualTo(model.values().stream().mapToInt(List::size).sum());
        assertThat(tested.untilNext(now))
            .isEqualTo(model.isEmpty() ? -1 : model.firstKey() - elapsed);
      }
    }
  }

  @Test
  void aMillionCancelledTimersDoNotPileUp() {
    Owner access = new Owner(true);
    TimerQueue tested = new TimerQueue(access);
    int most = 0;
    for (int i = 0; i < 1_000_000; i++) {
      access.owns = i % 3 > 0;
      Timer timer = tested.schedule(() -> fired.add(1L), i, 1_000_000_000_000L);
      access.owns = i % 2 > 0;
      timer.cancel(false);
      if (i % 100 == 0) {
        access.owns = true;
        most = Math.max(most, tested.size());
        tested.fire(i);
        assertThat(tested.size()).isZero();
        assertThat(tested.isInboxEmpty()).isTrue();
      }
    }
    assertThat(most).isLessThan(200);
    assertThat(fired).isEmpty();
  }

  @Test
  void whatOthersArmAndCancelWhileTheOwnerFiresEndsOnceAndForAll() throws Exception {
    int count = 50_000;
    TimerQueue tested = new TimerQueue(new Owner(false));
    AtomicIntegerArray runs = new AtomicIntegerArray(count);
    boolean[] cancelled = new boolean[count];
    AtomicInteger armed = new AtomicInteger();
    Thread[] others = new Thread[2];
    for (int t = 0; t < others.length; t++) {
      Random random = new Random(t);
      others[t] =
          new Thread(() -> {
            for (int i = armed.getAndIncrement(); i < count; i = armed.getAndIncrement()) {
              int number = i;
              Runnable command = () -> runs.incrementAndGet(number);
              Timer timer = tested.schedule(command, System.nanoTime(), random.nextInt(200_000));
              if (random.nextBoolean()) {
                if (random.nextBoolean()) {
                  Thread.yield();
                }
                cancelled[number] = timer.cancel(false);
              }
            }
          });
      others[t].start();
    }
    long end = 0;
    while (end == 0 || System.nanoTime() - end < 0) {
      tested.fire(System.nanoTime());
      if (end == 0 && !others[0].isAlive() && !others[1].isAlive()) {
        end = System.nanoTime() + 1_000_000;
      }
    }
    tested.fire(System.nanoTime());

    for (Thread other : others) {
      other.join();
    }
    assertThat(tested.size()).isZero();
    for (int i = 0; i < count; i++) {
      // one that is cancelled while it fires may do so still
      assertThat(runs.get(i)).isBetween(cancelled[i] ? 0 : 1, 1);
    }
  }
}
