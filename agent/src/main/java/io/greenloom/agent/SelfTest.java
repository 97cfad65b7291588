package io.greenloom.agent;

import io.greenloom.PatchArea;
import io.greenloom.internal.hub.ApiGreenlet;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.jdk.PollerCalls;
import io.greenloom.internal.poll.Netpoll;
import java.io.FileDescriptor;
import java.io.SyncFailedException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one patched call of each area and looks whether it went through the hub. Doing so also
 * loads every class that the hubs need later, where class loading would be out of place.
 */
final class SelfTest {
  private static final int PATIENCE_SECONDS = 10;

  private static final int ATTEMPTS = 100;

  /** Too short for a hub to ask for a precise timer. */
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final Set<PatchArea> areas;
  private final Hubs hubs;

  private SelfTest(Set<PatchArea> areas, Hubs hubs) {
    this.areas = areas;
    this.hubs = hubs;
  }

  /** A test of one area, run on a greenlet; returns whether it passed. */
  private interface Test {
    boolean passes(Hub hub) throws Exception;
  }

  static void run(Set<PatchArea> areas, Hubs hubs) throws UnsupportedJdkException {
    SelfTest selfTest = new SelfTest(areas, hubs);
    selfTest.check(PatchArea.SLEEP, SelfTest::sleepsOnTheHubsTimer);
    if (hubs.all().getFirst().poller().canPoll()) {
      selfTest.checkPoller(PatchArea.SOCKET);
      selfTest.checkPoller(PatchArea.SELECT);
    }
    selfTest.check(PatchArea.FILE, SelfTest::givesItsHubAway);
    if (areas.contains(PatchArea.THREAD)) {
      selfTest.checkThread();
    }
  }

  private void check(PatchArea area, Test test) throws UnsupportedJdkException {
    if (areas.contains(area)) {
      Hub hub = hubs.next();
      Runner runner = new Runner(() -> test.passes(hub));
      new ApiGreenlet(hub, "greenloom-self-test", runner, runner).thread().start();
      runner.require(area);
    }
  }

  private static boolean sleepsOnTheHubsTimer(Hub hub) throws InterruptedException {
    long before = hub.timersFired();
    TimeUnit.NANOSECONDS.sleep(SHORT_NANOS);
    return hub.timersFired() > before;
  }

  /** Look-ups and process starts go the same way; to make one would take too long here. */
  private static boolean givesItsHubAway(Hub hub) {
    long before = hub.blockingCalls();
    for (int i = 0; i < ATTEMPTS && hub.blockingCalls() == before; i++) {
      try {
        new FileDescriptor().sync();
      } catch (SyncFailedException e) {
        // as it must; on a busy machine the monitor may have taken the hub before
      }
    }
    return hub.blockingCalls() > before;
  }

  private void checkPoller(PatchArea area) throws UnsupportedJdkException {
    if (!areas.contains(area)) {
      return;
    }
    Netpoll netpoll = hubs.netpoll();
    try (PollerCalls calls = new PollerCalls()) {
      check(
          area,
          hub -> {
            calls.await(area == PatchArea.SELECT, SHORT_NANOS);
            return netpoll.knows(calls.fd());
          });
      netpoll.closing(calls.fd());
    }
  }

  private void checkThread() throws UnsupportedJdkException {
    Thread[] self = new Thread[1];
    Runner runner = new Runner(() -> GreenloomBridge.currentThread() == self[0]);
    self[0] = new Thread(runner, "greenloom-self-test");
    self[0].setDaemon(true);
    self[0].start();
    runner.require(PatchArea.THREAD);
  }

  /** Runs a test somewhere else and lets the installing thread wait for the outcome. */
  private static final class Runner implements Runnable {
    private final Callable<Boolean> test;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean passed;
    private volatile @Nullable Throwable error;

    Runner(Callable<Boolean> test) {
      this.test = test;
    }

    @Override
    public void run() {
      try {
        passed = test.call();
      } catch (Throwable e) {
        error = e;
      } finally {
        ended.countDown();
      }
    }

    void require(PatchArea area) throws UnsupportedJdkException {
      try {
        if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && passed) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnsupportedJdkException(
          "the self-test of area %s did not pass on JDK %s%s"
              .formatted(
                  area.settingName(), Runtime.version(), error == null ? "" : " (" + error + ")"));
    }
  }
}
