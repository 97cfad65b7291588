package io.greenloom.it.legacy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
    System.out.println(name + ": " + outcome(step));
  }

  /** What a step returns or throws, as text. */
  static String outcome(Step step) {
    try {
      return String.valueOf(step.run());
    } catch (Throwable e) {
      return describe(e);
    }
  }

  /** Class and message, without identity hash codes. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    return e.getClass().getName()
        + (message == null ? "" : " '" + message.replaceAll("@[0-9a-f]+", "@") + "'");
  }

  /** What a new thread answers. */
  static Object inside(Callable<?> question) throws Exception {
    FutureTask<Object> task = new FutureTask<>(question::call);
    join(start("inside", task::run));
    return task.get();
  }

  /** Whether a frame is of these programs. */
  static boolean isApplication(StackTraceElement frame) {
    return frame.getClassName().startsWith("io.greenloom.it.legacy");
  }

  /** A thread's text without its number. */
  static String idless(String thread) {
    return thread.replaceAll("#\\d+", "#");
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

  /** Asked while a thread waits. */
  @FunctionalInterface
  interface Question {
    @Nullable Object ask(Thread thread) throws Exception;
  }

  /** Starts a thread that parks, asks about it, and lets it go. */
  static @Nullable Object whileWaiting(Question question) throws Exception {
    Thread thread = startDaemon("waiting", LockSupport::park);
    awaitState(thread, Thread.State.WAITING);
    try {
      return question.ask(thread);
    } finally {
      LockSupport.unpark(thread);
      join(thread);
    }
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("waited too long");
    }
  }

  /** For a task that may not throw. */
  static void awaitQuietly(CountDownLatch latch) {
    try {
      await(latch);
    } catch (InterruptedException e) {
      System.out.println("interrupted: " + Thread.currentThread().getName());
    }
  }

  /** Waits until something is so, and returns whether it is. */
  static boolean awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    return condition.getAsBoolean();
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
