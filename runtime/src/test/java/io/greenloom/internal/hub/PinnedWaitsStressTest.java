package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Greenlets of one hub wait for each other without leaving their carriers, while the monitor frees
 * turns of some that it has seen waiting, however late: they run one at a time, and all end.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("ThreadPriorityCheck")
class PinnedWaitsStressTest {
  private static final int PAIRS = 2;
  private static final int ROUNDS = 10_000;
  private static final int TWIN_ROUNDS = 200_000;

  private final Carriers carriers = new Carriers(64);
  private final Hub hub = new Hub(0, new SleepingPoller(), carriers, new WorkSharing(1));
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger violations = new AtomicInteger();

  @Test
  void oneAtATimeAndAllEnd() throws InterruptedException {
    storm(PinnedWaits::end, ROUNDS);

    assertThat(violations).hasValue(0);
    assertThat(hub.hasPinnedWaits()).isFalse();
  }

  @Test
  void brokenTwinThatDoesNotKeepItsTurnRunsTwoAtOnce() throws InterruptedException {
    storm(this::goOnOnceGranted, TWIN_ROUNDS);

    assertThat(violations).hasPositiveValue();
  }

  /** What {@link PinnedWaits#end} does, but for the last step. */
  private void goOnOnceGranted(RawGreenlet greenlet) {
    ApiGreenlet asking = (ApiGreenlet) greenlet;
    HubThread self = (HubThread) GreenloomBridge.currentCarrier();
    if (!hub.goesOnWith(asking, self, !asking.hasGivenHub())) {
      asking.asksWith(self);
      Hub.submit(asking);
      asking.awaitTurn();
    }
    hub.pinnedWaitEnds();
  }

  private void storm(Consumer<RawGreenlet> end, int rounds) throws InterruptedException {
    assertThat(carriers.reserve()).isTrue();
    carriers.carry(hub);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      AtomicInteger turn = new AtomicInteger();
      for (int side = 0; side < 2; side++) {
        int own = side;
        Runnable body = () -> takeTurns(turn, own, rounds, end);
        threads.add(new ApiGreenlet(hub, "pinned", body, hub).thread());
      }
    }
    threads.forEach(Thread::start);
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      watch();
      assertThat(System.nanoTime()).isLessThan(giveUp);
    }
  }

  /** As the monitor, that looks at the carrier some time before it frees the turn. */
  private void watch() {
    long token = hub.turnToken();
    HubThread carrier = token == 0 ? null : hub.turnCarrier(token);
    boolean waits = carrier != null && carrier.isWaiting();
    Thread.yield();
    if (waits) {
      hub.freeTurn(token);
    }
  }

  /** Counts up in turns with another one; waits pinned meanwhile. */
  private void takeTurns(AtomicInteger turn, int own, int rounds, Consumer<RawGreenlet> end) {
    RawGreenlet self = (RawGreenlet) GreenloomBridge.currentGreenlet();
    while (turn.get() < rounds && violations.get() == 0) {
      own();
      if (turn.get() % 2 == own) {
        turn.incrementAndGet();
      }
      PinnedWaits.begin(self);
      awaitOwn(turn, own, rounds);
      end.accept(self);
    }
    own();
  }

  /** On the carrier, as {@code VirtualThread.parkOnCarrierThread} does. */
  private void awaitOwn(AtomicInteger turn, int own, int rounds) {
    while (turn.get() % 2 != own && turn.get() < rounds && violations.get() == 0) {
      GreenloomBridge.pause(10_000);
    }
  }

  private void own() {
    if (running.incrementAndGet() != 1) {
      violations.incrementAndGet();
    }
    for (int i = 0; i < 50; i++) {
      Thread.onSpinWait();
    }
    running.decrementAndGet();
  }
}
