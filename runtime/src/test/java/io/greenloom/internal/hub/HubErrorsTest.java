package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.Poller;
import io.greenloom.internal.poll.SleepingPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails in a hub's loop is noted, costs nobody his turn, and does not make the loop spin. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored") // timers
class HubErrorsTest {
  private static final Object API = new Object();

  /** Loops that pause make some fifty turns in the time; others hundreds of thousands. */
  private static final long SOME_MILLIS = 500;

  private static final int MOST_TURNS = 1_000;

  private final FailingPoller poller = new FailingPoller();
  private final Carriers carriers = new Carriers(8);
  private final Hub hub = new Hub(0, poller, carriers, new WorkSharing(1));

  /** Fails when it is told to. */
  private static final class FailingPoller extends Poller {
    private final SleepingPoller real = new SleepingPoller();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile boolean pollFails;
    private volatile boolean wakeupFails;

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
      polls.incrementAndGet();
      if (pollFails) {
        throw new StackOverflowError("thrown by a test");
      }
      real.poll(nanos);
    }

    @Override
    public void wakeup() {
      real.wakeup();
      if (wakeupFails && Thread.currentThread() instanceof HubThread) {
        wakeupFails = false;
        throw new OutOfMemoryError("thrown by a test");
      }
    }
  }

  private void start() {
    assertThat(carriers.reserve()).isTrue();
    carriers.carry(hub);
  }

  @AfterEach
  void calm() {
    poller.pollFails = false;
  }

  private Thread spawn(Runnable body) {
    Thread thread = new ApiGreenlet(hub, "greenlet", body, API).thread();
    thread.start();
    return thread;
  }

  private void assertGoesOn() throws InterruptedException {
    CountDownLatch timer = new CountDownLatch(1);
    hub.schedule(timer::countDown, 1);
    assertThat(timer.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(spawn(() -> {}).join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aPollerThatFailsIsNotAskedAllTheTime() throws InterruptedException {
    poller.pollFails = true;
    start();
    assertGoesOn();

    int before = poller.polls.get();
    Thread.sleep(SOME_MILLIS);
    assertThat(poller.polls.get() - before).isLessThan(MOST_TURNS);

    assertGoesOn();
    assertThat(carriers.errors().count()).isPositive();
    assertThat(carriers.errors().last())
        .isEqualTo("java.lang.StackOverflowError: thrown by a test in the loop of hub 0");
    assertThat(carriers.errors().first())
        .contains("StackOverflowError", "\tat ", FailingPoller.class.getName());
  }

  @Test
  void aTimerThatFailsDoesNotKeepTheOthersFromFiring() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);
    hub.schedule(
        () -> {
          throw new StackOverflowError("thrown by a test");
        },
        0);
    hub.schedule(fired::countDown, 0);
    start();

    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(carriers.errors().count()).isEqualTo(1);
    assertThat(carriers.errors().first()).startsWith("java.lang.StackOverflowError");
  }

  @Test
  void aTimerThatFailsAgainAndAgainLeavesTimeToOthers() throws InterruptedException {
    AtomicInteger fired = new AtomicInteger();
    AtomicInteger stop = new AtomicInteger();
    Runnable[] failing = new Runnable[1];
    failing[0] =
        () -> {
          fired.incrementAndGet();
          if (stop.get() == 0) {
            hub.schedule(failing[0], 0);
          }
          throw new IllegalStateException("thrown by a test");
        };
    start();
    hub.schedule(failing[0], 0);
    assertGoesOn();

    int before = fired.get();
    Thread.sleep(SOME_MILLIS);
    assertThat(fired.get() - before).isLessThan(MOST_TURNS);

    assertGoesOn();
    stop.set(1);
    assertThat(carriers.errors().count()).isGreaterThanOrEqualTo(fired.get() - 1);
  }

  @Test
  void greenletsOfTheApiGoOnThoughTheEndOfAStrandedOneHasFailed() throws InterruptedException {
    start();
    CountDownLatch spinning = new CountDownLatch(1);
    AtomicInteger flag = new AtomicInteger();
    ApiGreenlet hog =
        new ApiGreenlet(
            hub,
            "hog",
            () -> {
              spinning.countDown();
              while (flag.get() == 0) {
                Thread.onSpinWait();
              }
            },
            API);
    hog.thread().start();
    spinning.await();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(spawn(() -> {}));
    }
    assertThat(hub.handOff(hub.runToken())).isTrue();
    while (!hub.isAsleep()) {
      Thread.sleep(1);
    }

    hog.mark(true);
    poller.wakeupFails = true;
    flag.set(1);
    for (Thread other : others) {
      assertThat(other.join(Duration.ofSeconds(10))).isTrue();
    }

    while (carriers.errors().count() == 0) {
      Thread.sleep(1); // it is noted last
    }
    assertThat(carriers.errors().first()).startsWith("java.lang.OutOfMemoryError");
  }
}
