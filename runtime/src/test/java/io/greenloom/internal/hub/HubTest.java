package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.poll.SleepingPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hubs with real virtual threads, but without patches: only running and hand-off. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"FutureReturnValueIgnored", "ThreadPriorityCheck"}) // timers; yields
class HubTest {
  private static final Object API = new Object();

  private final Carriers carriers = new Carriers(64);
  private final Hub hub = new Hub(0, new SleepingPoller(), carriers, new WorkSharing(1));

  private void start() {
    assertThat(carriers.reserve()).isTrue();
    carriers.carry(hub);
  }

  private Thread spawn(Runnable body) {
    Thread thread = new ApiGreenlet(hub, "greenlet", body, API).thread();
    thread.start();
    return thread;
  }

  @Test
  void runsInTheOrderOfSpawningAndOneAtATime() throws InterruptedException {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      threads.add(
          spawn(() -> {
            log.add(number + " begins");
            Thread.yield();
            log.add(number + " ends");
          }));
    }
    start();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(log)
        .containsExactly("0 begins", "1 begins", "2 begins", "0 ends", "1 ends", "2 ends");
  }

  @Test
  void aGreenletThatDoesNotYieldLosesTheHub() throws InterruptedException {
    start();
    CountDownLatch spinning = new CountDownLatch(1);
    AtomicInteger flag = new AtomicInteger();
    Thread hog =
        spawn(() -> {
          spinning.countDown();
          while (flag.get() == 0) {
            Thread.onSpinWait();
          }
        });
    spinning.await();

    assertThat(hub.handOff(hub.runToken() + 2)).isFalse();
    assertThat(hub.handOff(hub.runToken())).isTrue();

    CountDownLatch timer = new CountDownLatch(1);
    assertThat(hub.schedule(timer::countDown, 1).isCancelled()).isFalse();
    assertThat(timer.await(10, TimeUnit.SECONDS)).isTrue();
    flag.set(1);
    hog.join();
    assertThat(carriers.count()).isEqualTo(2);
  }

  @Test
  void aTimerThatBlocksLosesTheHub() throws InterruptedException {
    CountDownLatch blocking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(2);
    hub.schedule(
        () -> {
          blocking.countDown();
          awaitNatively(goOn);
        },
        0);
    hub.schedule(others::countDown, 1);
    start();
    blocking.await();

    assertThat(hub.handOff(hub.runToken())).isTrue();
    hub.schedule(others::countDown, 1);
    assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
    assertThat(spawn(() -> {}).join(Duration.ofSeconds(10))).isTrue();
  }

  /** What a carrier leaves behind that loses the hub while it reports them. */
  @Test
  void noEventIsLostWhenOneThatIsReportedBlocks() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(EventPoller.EVENTS);
    CountDownLatch goOn = new CountDownLatch(1);
    EventPoller poller = new EventPoller(reported, goOn);
    Hub alone = new Hub(0, poller, carriers, new WorkSharing(1));
    assertThat(carriers.reserve()).isTrue();
    carriers.carry(alone);
    long token;
    do {
      token = alone.runToken();
    } while (token == 0 || reported.getCount() == EventPoller.EVENTS);

    assertThat(alone.handOff(token)).isTrue();
    assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
  }

  /** Has some events at once, of which the first blocks who reports it. */
  private static final class EventPoller extends Poller {
    private static final int EVENTS = 5;

    private final SleepingPoller real = new SleepingPoller();
    private final CountDownLatch reported;
    private final CountDownLatch goOn;
    private int given = EVENTS;
    private boolean polled;

    EventPoller(CountDownLatch reported, CountDownLatch goOn) {
      this.reported = reported;
      this.goOn = goOn;
    }

    @Override
    public String facility() {
      return "a test";
    }

    @Override
    public boolean canPoll() {
      return false;
    }

    @Override
    public void register(int fd) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void registerOnce(int fd) {
      register(fd);
    }

    @Override
    public void poll(long nanos) {
      if (polled) {
        real.poll(nanos);
      } else {
        polled = true;
        given = 0;
      }
    }

    @Override
    public long next() {
      return given < EVENTS ? given++ : NONE;
    }

    @Override
    public void report(long event) {
      reported.countDown();
      if (event == 0) {
        awaitNatively(goOn);
      }
    }

    @Override
    public void wakeup() {
      real.wakeup();
    }
  }

  @Test
  void apiGreenletsRunWhileOneHasGivenTheHubAway() throws InterruptedException {
    start();
    CountDownLatch othersEnded = new CountDownLatch(5);
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        spawn(() -> {
          Hub.giveAway();
          awaitNatively(othersEnded);
          Thread.yield();
          log.add("after the call, on a hub: " + (Hub.current() == hub));
        });
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(spawn(othersEnded::countDown));
    }
    for (Thread thread : others) {
      thread.join();
    }
    caller.join();

    assertThat(log).containsExactly("after the call, on a hub: true");
    assertThat(hub.blockingCalls()).isEqualTo(1);
    assertThat(carriers.count()).isEqualTo(2);
  }

  private static void awaitNatively(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void pinnedGreenletsRunOneAtATime() throws InterruptedException {
    start();
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean pinned = i % 2 == 0;
      threads.add(
          spawn(() -> {
            for (int j = 0; j < 2_000; j++) {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              running.decrementAndGet();
              if (pinned) {
                waitPinned();
              } else {
                Thread.yield();
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    while (hub.turnToken() != 0) {
      Thread.onSpinWait(); // the carrier of the last one has not left it yet
    }
    assertThat(most).hasValue(1);
    assertThat(hub.hasPinnedWaits()).isFalse();
  }

  /** As in {@code VirtualThread.parkOnCarrierThread}. */
  private static void waitPinned() {
    RawGreenlet current = (RawGreenlet) GreenloomBridge.currentGreenlet();
    PinnedWaits.begin(current);
    Thread.onSpinWait();
    PinnedWaits.end(current);
  }

  @Test
  void anInterruptEndsNoWaitForTheTurnAndIsNotLost() throws InterruptedException {
    start();
    AtomicInteger flag = new AtomicInteger();
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Thread pinned =
        spawn(() -> {
          PinnedWaits.begin((RawGreenlet) GreenloomBridge.currentGreenlet());
          flag.set(1);
          awaitValue(flag, 2);
          PinnedWaits.end((RawGreenlet) GreenloomBridge.currentGreenlet());
          log.add("interrupted " + Thread.currentThread().isInterrupted());
        });
    Thread other =
        spawn(() -> {
          awaitValue(flag, 1);
          flag.set(2);
          pinned.interrupt();
          long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          log.add("other");
        });
    other.join();
    pinned.join();

    assertThat(log).containsExactly("other", "interrupted true");
  }

  private static void awaitValue(AtomicInteger flag, int value) {
    while (flag.get() != value) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aHubStaysWhereItIsIfThereIsNoOtherCarrier() throws InterruptedException {
    Carriers one = new Carriers(1);
    Hub alone = new Hub(0, new SleepingPoller(), one, new WorkSharing(1));
    assertThat(one.reserve()).isTrue();
    one.carry(alone);
    List<Boolean> stays = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new ApiGreenlet(
                alone,
                "caller",
                () -> {
                  Hub.giveAway();
                  stays.add(Hub.current() == alone);
                },
                API)
            .thread();
    caller.start();
    caller.join();

    assertThat(stays).containsExactly(true);
    assertThat(one.refused()).isEqualTo(1);
    assertThat(one.count()).isEqualTo(1);
  }

  @Test
  void apiGreenletsWaitForAStrandedOneInOrder() throws InterruptedException {
    start();
    CountDownLatch spinning = new CountDownLatch(1);
    AtomicInteger flag = new AtomicInteger();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    Thread hog =
        spawn(() -> {
          spinning.countDown();
          while (flag.get() == 0) {
            Thread.onSpinWait();
          }
          order.add(0);
        });
    spinning.await();
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      int number = i;
      others.add(spawn(() -> order.add(number)));
    }
    assertThat(hub.handOff(hub.runToken())).isTrue();
    CountDownLatch handedOff = new CountDownLatch(1);
    hub.schedule(handedOff::countDown, 1);
    handedOff.await();

    assertThat(order).isEmpty();
    flag.set(1);
    hog.join();
    for (Thread thread : others) {
      thread.join();
    }

    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void nothingIsLostWhenTheHubIsHandedOffAllTheTime() throws InterruptedException {
    start();
    int greenlets = 200;
    int rounds = 200;
    AtomicInteger atATime = new AtomicInteger();
    AtomicInteger violations = new AtomicInteger();
    AtomicInteger work = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < greenlets; i++) {
      threads.add(
          spawn(() -> {
            for (int j = 0; j < rounds; j++) {
              if (atATime.incrementAndGet() != 1) {
                violations.incrementAndGet();
              }
              work.incrementAndGet();
              atATime.decrementAndGet();
              Thread.yield();
              hub.schedule(() -> work.incrementAndGet(), 1).cancel(false);
            }
          }));
    }
    CountDownLatch timers = new CountDownLatch(1_000);
    int handOffs = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      long token = hub.runToken();
      if (token != 0 && hub.handOff(token)) {
        handOffs++;
        hub.schedule(timers::countDown, 1);
        LockSupport.parkNanos(10_000);
      }
    }
    for (long left = timers.getCount(); left > 0; left--) {
      hub.schedule(timers::countDown, 1);
    }

    assertThat(timers.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(violations).hasValue(0);
    assertThat(work.get()).isGreaterThanOrEqualTo(greenlets * rounds);
    assertThat(handOffs).isPositive();
    assertThat(carriers.errors().count()).isZero();
  }

  /** They have no timer that would save them: a wake-up lost in a hand-off would be for ever. */
  @Test
  void noWakeUpIsLostWhenTheHubIsHandedOffAllTheTime() throws InterruptedException {
    start();
    int pairs = 8;
    int rounds = 2_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      AtomicInteger turn = new AtomicInteger();
      Thread[] pair = new Thread[2];
      for (int side = 0; side < 2; side++) {
        int own = side;
        pair[side] =
            new ApiGreenlet(hub, "greenlet", () -> takeTurns(turn, own, rounds, pair), API)
                .thread();
      }
      threads.addAll(List.of(pair));
    }
    threads.forEach(Thread::start);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      long token = hub.runToken();
      if (token != 0 && hub.handOff(token)) {
        LockSupport.parkNanos(10_000);
      }
    }

    assertThat(carriers.errors().count()).isZero();
  }

  private static void takeTurns(AtomicInteger turn, int own, int rounds, Thread[] pair) {
    for (int i = 0; i < rounds; i++) {
      while (turn.get() % 2 != own) {
        LockSupport.park();
      }
      turn.incrementAndGet();
      LockSupport.unpark(pair[1 - own]);
    }
  }
}
