package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/**
 * Several threads add, the owner and thieves take: each greenlet is taken once, also when there are
 * more than the array holds.
 */
class RunQueueStressTest {
  private static final int ADDERS = 2;
  private static final int TAKERS = 2;
  private static final int EACH = 40_000;

  private final Hub hub = new Hub(0, new SleepingPoller(), new Carriers(64), new WorkSharing(2));

  @Test
  void eachGreenletIsTakenOnce() throws InterruptedException {
    RunQueue.Stealable queue = new RunQueue.Stealable();

    assertThat(takenOtherThanOnce(queue)).isZero();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
  }

  @Test
  void orderIsKept() {
    RunQueue.Stealable queue = new RunQueue.Stealable();
    List<RawGreenlet> added = greenlets(0, 10_000);
    added.forEach(queue::add);

    for (RawGreenlet greenlet : added) {
      assertThat(queue.poll()).isSameAs(greenlet);
    }
    assertThat(queue.poll()).isNull();
  }

  private List<RawGreenlet> greenlets(int first, int count) {
    List<RawGreenlet> greenlets = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      greenlets.add(new RawGreenlet(hub, new Thread(Integer.toString(i))));
    }
    return greenlets;
  }

  private int takenOtherThanOnce(RunQueue queue) throws InterruptedException {
    AtomicIntegerArray taken = new AtomicIntegerArray(ADDERS * EACH);
    AtomicInteger left = new AtomicInteger(ADDERS * EACH);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < ADDERS; i++) {
      List<RawGreenlet> own = greenlets(i * EACH, EACH);
      threads.add(new Thread(() -> own.forEach(queue::add)));
    }
    for (int i = 0; i < TAKERS; i++) {
      threads.add(
          new Thread(() -> {
            while (left.get() > 0) {
              RawGreenlet greenlet = queue.poll();
              if (greenlet != null) {
                taken.incrementAndGet(Integer.parseInt(greenlet.facade().getName()));
                left.decrementAndGet();
              }
            }
          }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    int wrong = 0;
    for (int i = 0; i < taken.length(); i++) {
      wrong += taken.get(i) == 1 ? 0 : 1;
    }
    return wrong;
  }
}
