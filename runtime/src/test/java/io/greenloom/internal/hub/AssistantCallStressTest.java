package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A hub that comes late ends its own call of the assistant, and not that of another hub. */
@SuppressWarnings("ThreadPriorityCheck") // to go on when others have got somewhere
class AssistantCallStressTest {
  private static final int CALLS = 20_000;
  private static final int HUBS = 2;

  /** Believes that what goes on is always the call of whoever asks. */
  private static final class BrokenCall extends AssistantCall {
    @Override
    boolean isOf(long call, long seen) {
      return super.isOf(seen & ~3, seen);
    }
  }

  @Test
  void endsOnlyItsOwn() throws InterruptedException {
    Storm storm = new Storm(new AssistantCall());

    assertThat(storm.violations()).isZero();
    assertThat(storm.assisted.get()).isPositive();
  }

  @Test
  void brokenTwinEndsThoseOfOthers() throws InterruptedException {
    assertThat(new Storm(new BrokenCall()).violations()).isPositive();
  }

  /** Hubs that call, and an assistant that often is ready before they are. */
  private static final class Storm {
    private final AssistantCall calls;
    private final AtomicInteger assisted = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();

    /** The calls that their hubs were about to end. */
    private final Set<Long> ended = ConcurrentHashMap.newKeySet();

    private volatile boolean stop;

    Storm(AssistantCall calls) {
      this.calls = calls;
    }

    int violations() throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      threads.add(new Thread(this::assist));
      for (int i = 0; i < HUBS; i++) {
        threads.add(new Thread(this::call));
      }
      threads.forEach(Thread::start);
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (made.get() < CALLS && violations.get() == 0 && System.nanoTime() < giveUp) {
        Thread.yield();
      }
      stop = true;
      for (Thread thread : threads) {
        thread.join();
      }
      return violations.get();
    }

    private void call() {
      while (!stop) {
        long call = calls.call();
        if (call != 0) {
          made.incrementAndGet();
          for (int i = 0; i < 20 && calls.isBeginning(call); i++) {
            Thread.yield();
          }
          for (int i = 0; i < call / 4 % 8; i++) { // its run goes on, mostly for longer
            Thread.yield();
          }
          ended.add(call);
          calls.end(call);
        }
        Thread.yield();
      }
    }

    private void assist() {
      while (!stop) {
        long call = calls.unseen();
        if (call != 0 && calls.sweeps(call) && calls.tries(call)) {
          for (int i = 0; i < 3 && calls.isTrying(call); i++) {
            Thread.yield();
          }
          if (!calls.isTrying(call) && !ended.contains(call)) {
            violations.incrementAndGet();
          }
          assisted.incrementAndGet();
        }
        calls.end(call);
        Thread.yield();
      }
    }
  }
}
