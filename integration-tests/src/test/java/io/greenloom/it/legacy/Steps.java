package io.greenloom.it.legacy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the programs have in common: they print the outcome of one step after the other. */
final class Steps {
  private static final int PATIENCE_SECONDS = 20;

  private Steps() {}

  /** Something that returns what to print, or throws. */
  @FunctionalInterface
  interface Step {
    @Nullable Object run() throws Throwable;
  }

  /** Something that a thread does. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  static void step(String name, Step step) {
    String outcome;
    try {
      outcome = String.valueOf(step.run());
    } catch (Throwable e) {
      outcome = describe(e);
    }
    System.out.println(name + ": " + outcome);
  }

  /** Class and message, without identity hash codes. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    return e.getClass().getName()
        + (message == null ? "" : " '" + message.replaceAll("@[0-9a-f]+", "@") + "'");
  }

  /** A thread, not started; what its body throws is printed. */
  static Thread thread(String name, Body body) {
    return new Thread(() -> run(body), name);
  }

  static Thread start(String name, Body body) {
    Thread thread = thread(name, body);
    thread.start();
    return thread;
  }

  /** A daemon, so that a step that fails does not keep the program from ending. */
  static Thread startDaemon(String name, Body body) {
    Thread thread = thread(name, body);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void run(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      System.out.println(Thread.currentThread().getName() + " failed: " + describe(e));
    }
  }

  static void join(Thread... threads) throws InterruptedException {
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
        throw new IllegalStateException(thread.getName() + " does not end: " + thread.getState());
      }
    }
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("waited too long");
    }
  }

  /** Waits for a state and returns it, or another one if it does not come. */
  static Thread.State awaitState(Thread thread, Thread.State wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (thread.getState() != wanted && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    return thread.getState();
  }

  /** Time enough for another thread to block natively, which nothing tells. */
  static void settle() throws InterruptedException {
    Thread.sleep(100);
  }
}
