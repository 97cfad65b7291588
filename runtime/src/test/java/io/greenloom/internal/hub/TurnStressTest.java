package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** However late the monitor frees a turn, greenlets of the API run one at a time. */
@SuppressWarnings("ThreadPriorityCheck") // to go on when others have got somewhere
class TurnStressTest {
  private static final int TURNS = 5_000;
  private static final int PINNED = 2;

  /** Believes that the monitor has seen whatever it will see. */
  private static final class BrokenTurn extends Turn {
    @Override
    boolean keep(ApiGreenlet self, HubThread carrier) {
      return self.turn() == token();
    }
  }

  @Test
  void neverTwoAtOnce() throws InterruptedException {
    Outcome outcome = new Storm(new Turn()).run();

    assertThat(outcome.violations()).isZero();
    assertThat(outcome.turns()).isGreaterThanOrEqualTo(TURNS);
  }

  @Test
  void brokenTwinRunsTwoAtOnce() throws InterruptedException {
    assertThat(new Storm(new BrokenTurn()).run().violations()).isPositive();
  }

  private record Outcome(int turns, int violations) {}

  /** A hub's owner, the monitor, and greenlets that wait on carriers of their own. */
  private static final class Storm {
    private final Hub hub = new Hub(0, new SleepingPoller(), new Carriers(1), new WorkSharing(1));
    private final Turn turn;
    private final Queue<Pinned> asking = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean stop;

    Storm(Turn turn) {
      this.turn = turn;
    }

    /** One that waits, asks for the turn, and runs, again and again. */
    private final class Pinned {
      private final ApiGreenlet greenlet = new ApiGreenlet(hub, "pinned", () -> {}, hub);
      private final HubThread carrier = new HubThread("carrier", this::loop);
      private volatile boolean granted;

      /** What the monitor sees of the carrier. */
      private volatile boolean waits;

      private void loop() {
        while (!stop) {
          waits = true;
          do {
            granted = false;
            asking.add(this);
            while (!granted && !stop) {
              Thread.yield();
            }
          } while (!stop && !turn.keep(greenlet, carrier));
          waits = false;
          if (!stop) {
            own();
            turns.incrementAndGet();
          }
          boolean _ = turn.free(greenlet.turn());
        }
      }
    }

    Outcome run() throws InterruptedException {
      List<Pinned> pinned = new ArrayList<>();
      for (int i = 0; i < PINNED; i++) {
        pinned.add(new Pinned());
      }
      List<Thread> threads = new ArrayList<>(pinned.stream().map(each -> each.carrier).toList());
      threads.add(new Thread(this::runHub));
      threads.add(new Thread(() -> watch(pinned)));
      threads.forEach(Thread::start);
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (turns.get() < TURNS && violations.get() == 0 && System.nanoTime() < giveUp) {
        Thread.yield();
      }
      stop = true;
      for (Thread thread : threads) {
        thread.join();
      }
      return new Outcome(turns.get(), violations.get());
    }

    private void runHub() {
      while (!stop) {
        if (turn.isFree()) {
          own();
          Pinned first = asking.poll();
          if (first != null && turn.takeFor(first.greenlet, first.carrier) != 0) {
            first.granted = true;
          }
        }
      }
    }

    /** Frees the turn of one that it has seen waiting, some time ago. */
    private void watch(List<Pinned> pinned) {
      while (!stop) {
        long token = turn.token();
        HubThread carrier = turn.carrierOf(token);
        boolean seen = pinned.stream().anyMatch(each -> each.carrier == carrier && each.waits);
        Thread.yield();
        if (seen) {
          boolean _ = turn.free(token);
        }
      }
    }

    private void own() {
      if (running.incrementAndGet() != 1) {
        violations.incrementAndGet();
      }
      Thread.yield();
      running.decrementAndGet();
    }
  }
}
