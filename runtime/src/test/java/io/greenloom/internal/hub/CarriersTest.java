package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CarriersTest {
  private static final int MOST = 40;

  private final CountDownLatch end = new CountDownLatch(1);
  private final Carriers carriers = new Carriers(MOST);
  private final Hub hub = new Hub(0, new SleepingPoller(), carriers, new WorkSharing(1));

  @AfterEach
  void letAllEnd() {
    end.countDown();
  }

  @Test
  void makesOneForEachOfACrowd() throws InterruptedException {
    int crowd = 30;
    carriers.prepare(crowd);
    CountDownLatch begun = new CountDownLatch(crowd);
    for (int i = 0; i < crowd; i++) {
      while (!carriers.runAside(spinning(begun))) {
        Thread.sleep(1);
      }
    }
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < crowd; i++) {
      AsideRun.Begun run = carriers.nextAsideRun();
      assertThat(run).isNotNull();
      assertThat(run.carrier().lostRuns()).isEqualTo(run.lostRuns());
    }
    assertThat(carriers.nextAsideRun()).isNull();
    assertThat(carriers.count()).isEqualTo(crowd + 1); // one is kept for a hub
  }

  @Test
  void makesNoMoreThanAllowed() throws InterruptedException {
    carriers.prepare(2 * MOST);
    int most = MOST - 1; // one is kept for a hub
    CountDownLatch begun = new CountDownLatch(most);
    for (int i = 0; i < most; i++) {
      while (!carriers.runAside(spinning(begun))) {
        Thread.sleep(1);
      }
    }
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(carriers.runAside(spinning(begun))).isFalse();
    assertThat(carriers.awaitsSpare()).isFalse();
    assertThat(carriers.reserve()).isTrue();
    assertThat(carriers.reserve()).isFalse();
    assertThat(carriers.count()).isEqualTo(MOST);
  }

  @Test
  void keepsOneForAHub() {
    assertThat(carriers.reserve()).isTrue();
    carriers.release();
    assertThat(carriers.runAside(spinning(new CountDownLatch(1)))).isFalse();
    assertThat(carriers.count()).isEqualTo(1);
  }

  @Test
  void goesOnWithTheNextWhenOneHasEnded() throws InterruptedException {
    carriers.prepare(1);
    for (int i = 0; i < 100; i++) {
      CountDownLatch ended = new CountDownLatch(1);
      while (!carriers.runAside(greenlet(ended::countDown))) {
        Thread.sleep(Duration.ofNanos(100_000));
      }
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(carriers.count()).isEqualTo(2);
  }

  private RawGreenlet spinning(CountDownLatch begun) {
    return greenlet(() -> {
      begun.countDown();
      boolean ignored = awaitEnd();
    });
  }

  private boolean awaitEnd() {
    try {
      return end.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One whose continuation is the task; its hub, which has it too, is never run. */
  private RawGreenlet greenlet(Runnable task) {
    RawGreenlet greenlet = new RawGreenlet(hub, new Thread("aside"));
    greenlet.execute(task);
    return greenlet;
  }
}
