package io.greenloom.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // a timer is a future only to be cancelled
class TimerQueueTest {
  /** The calling thread owns the queue, or does not. */
  private static final class Owner implements TimerQueue.Access {
    private final boolean owns;
    private int woken;

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
  }

  private final TimerQueue queue = new TimerQueue(new Owner(true));
  private final List<Long> fired = new ArrayList<>();

  private Timer schedule(long delay) {
    return queue.schedule(() -> fired.add(delay), 0, delay);
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
  void othersGoThroughTheInboxAndWakeTheOwner() {
    Owner foreign = new Owner(false);
    TimerQueue foreignQueue = new TimerQueue(foreign);
    Timer kept = foreignQueue.schedule(() -> fired.add(1L), 0, 1);
    Timer dropped = foreignQueue.schedule(() -> fired.add(2L), 0, 1);
    dropped.cancel(false);
    assertThat(foreign.woken).isEqualTo(3);
    assertThat(foreignQueue.isInboxEmpty()).isFalse();

    foreignQueue.fire(1);

    assertThat(fired).isEqualTo(Collections.singletonList(1L));
    assertThat(kept.isDone()).isTrue();
    assertThat(foreignQueue.isInboxEmpty()).isTrue();
    assertThat(foreignQueue.size()).isZero();
  }
}
