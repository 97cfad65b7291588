package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.hub.ApiGreenlet;
import io.greenloom.internal.hub.RawGreenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A unit of cooperative execution, cheap enough to have tens of thousands.
 *
 * <p>All greenlets spawned by one thread, and by those greenlets in turn, run on one hub: in the
 * order they were spawned, one at a time, switching only at a blocking call. Any thread may call
 * the methods of this class; they block the calling thread or greenlet only.
 *
 * <p>Modelled on gevent's {@code Greenlet}.
 *
 * @param <T> type of the result
 */
public final class Greenlet<T extends @Nullable Object> {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Callable<T> body;
  private final String name;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private volatile boolean awaited;

  private Greenlet(Callable<T> body, String name) {
    this.body = body;
    this.name = name;
  }

  /** Something to run that returns nothing and may throw. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs the task.
     *
     * @throws Exception whatever it likes; the greenlet has then failed
     */
    void run() throws Exception;
  }

  /**
   * Starts a greenlet. It runs once its hub is free, at the earliest when the calling greenlet
   * blocks.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public static <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body) {
    Objects.requireNonNull(body, "body");
    Installation installation = Installation.require();
    Greenlet<T> greenlet = new Greenlet<>(body, "Greenlet-" + NUMBER.incrementAndGet());
    new ApiGreenlet(installation.hubs().home(), greenlet.name, greenlet::run, greenlet)
        .thread()
        .start();
    return greenlet;
  }

  /**
   * Starts a greenlet that returns nothing.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public static Greenlet<@Nullable Void> spawn(Task task) {
    Objects.requireNonNull(task, "task");
    return spawn(() -> {
      task.run();
      return null;
    });
  }

  private void run() {
    try {
      outcome.complete(body.call());
    } catch (Throwable e) {
      try {
        if (!awaited) {
          Thread self = Thread.currentThread();
          self.getUncaughtExceptionHandler().uncaughtException(self, e);
        }
      } finally {
        outcome.completeExceptionally(e);
      }
    }
  }

  /** {@return the greenlet that is running, or null if the current thread is none} */
  public static @Nullable Greenlet<?> current() {
    return Installation.current() != null
            && GreenloomBridge.currentGreenlet() instanceof ApiGreenlet raw
            && raw.owner() instanceof Greenlet<?> greenlet
        ? greenlet
        : null;
  }

  /**
   * Lets others run for some time. Zero only yields.
   *
   * @param time at least how long
   * @throws InterruptedException if the current thread is interrupted
   */
  public static void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /** {@return its name, {@code Greenlet-} and a number} */
  public String name() {
    return name;
  }

  /** {@return whether it has ended, well or not} */
  public boolean isReady() {
    return outcome.isDone();
  }

  /** {@return whether it has ended without an exception} */
  public boolean isSuccessful() {
    return outcome.isDone() && !outcome.isCompletedExceptionally();
  }

  /**
   * Waits until it has ended; how it ended is not looked at.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void join() throws InterruptedException {
    RawGreenlet.awaits(this);
    try {
      outcome.get();
    } catch (ExecutionException e) {
      // join tells that it ended, get tells how
    } finally {
      RawGreenlet.awaits(null);
    }
  }

  /**
   * Waits until it has ended, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether it has ended
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean join(Duration timeout) throws InterruptedException {
    RawGreenlet.awaits(this);
    try {
      outcome.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    } finally {
      RawGreenlet.awaits(null);
    }
  }

  /**
   * Waits for the result.
   *
   * @return what the body returned
   * @throws ExecutionException with what the body threw as cause
   * @throws InterruptedException if the current thread is interrupted
   */
  public T get() throws InterruptedException, ExecutionException {
    awaited = true;
    RawGreenlet.awaits(this);
    try {
      return outcome.get();
    } finally {
      RawGreenlet.awaits(null);
    }
  }

  /**
   * Waits for several greenlets, but not longer than a time.
   *
   * @param greenlets whom to wait for
   * @param timeout the longest wait; zero or less only looks
   * @param <G> type of the greenlets
   * @return those that have ended, in the order in which they did
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> List<G> joinAll(Collection<G> greenlets, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + Math.min(TimeUnit.NANOSECONDS.convert(timeout), MAX_WAIT);
    LinkedHashSet<G> distinct = new LinkedHashSet<>(greenlets);
    BlockingQueue<G> ended = new LinkedBlockingQueue<>();
    for (G greenlet : distinct) {
      Greenlet<?> any = greenlet;
      any.onEnd(() -> ended.add(greenlet));
    }
    List<G> inOrder = new ArrayList<>(distinct.size());
    RawGreenlet.awaits(distinct);
    try {
      while (inOrder.size() < distinct.size()) {
        G next = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        inOrder.add(next);
      }
    } finally {
      RawGreenlet.awaits(null);
    }
    return inOrder;
  }

  /** Far enough from overflow for differences of {@link System#nanoTime}. */
  private static final long MAX_WAIT = Long.MAX_VALUE / 2;

  @SuppressWarnings("FutureReturnValueIgnored") // the callback does not fail
  private void onEnd(Runnable callback) {
    outcome.whenComplete((value, error) -> callback.run());
  }

  @Override
  public String toString() {
    return "Greenlet[" + name + (isReady() ? ", ended]" : "]");
  }
}
