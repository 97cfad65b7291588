package io.greenloom.bench;

import java.util.concurrent.CountDownLatch;

/** A class whose initializer sleeps, which it can do once in each JVM. */
final class SlowClass {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static volatile int sleepMillis;

  private SlowClass() {}

  static void prepare(int millis) {
    sleepMillis = millis;
  }

  /** Runs the initializer, or waits for whoever does. */
  static void initialize() {
    Slow.touch();
  }

  static void awaitBegin() throws InterruptedException {
    BEGUN.await();
  }

  private static final class Slow {
    static {
      BEGUN.countDown();
      try {
        Thread.sleep(sleepMillis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    static void touch() {}
  }
}
