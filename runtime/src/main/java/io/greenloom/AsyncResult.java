package io.greenloom;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value or an exception that somebody will set and others wait for. For any thread. It can be set
 * more than once, who asks gets the last; {@link java.util.concurrent.CompletableFuture}, which
 * greenlets may use just as well, keeps the first.
 *
 * <p>It can be linked to a greenlet: {@code greenlet.link(result)}. gevent's {@code AsyncResult}.
 *
 * @param <T> type of the value
 */
public final class AsyncResult<T extends @Nullable Object> extends Waitable
    implements Consumer<Greenlet<? extends T>> {
  private volatile @Nullable Ending<T> outcome;

  /** Creates one that is not set. */
  public AsyncResult() {}

  /**
   * Sets the value and wakes all who wait.
   *
   * @param value the value
   */
  public void set(T value) {
    set(new Ending<>(value, null));
  }

  /**
   * Sets an exception and wakes all who wait.
   *
   * @param exception what {@link #get} throws
   */
  public void setException(Throwable exception) {
    set(new Ending<>(null, Objects.requireNonNull(exception, "exception")));
  }

  /**
   * Sets what a greenlet has ended with.
   *
   * @param greenlet that has ended
   */
  @Override
  public void accept(Greenlet<? extends T> greenlet) {
    Throwable exception = greenlet.isSuccessful() ? null : greenlet.exception();
    set(new Ending<>(greenlet.value(), exception));
  }

  private void set(Ending<T> newOutcome) {
    WaitList<Notice> waiting;
    synchronized (this) {
      outcome = newOutcome;
      waiting = takeNotices();
    }
    call(waiting);
  }

  /** {@return whether it has been set} */
  @Override
  public boolean isReady() {
    return outcome != null;
  }

  /** {@return whether a value has been set} */
  public boolean isSuccessful() {
    Ending<T> known = outcome;
    return known != null && known.exception() == null;
  }

  /** {@return the value, null if it has not been set or is an exception} */
  public @Nullable T value() {
    Ending<T> known = outcome;
    return known == null ? null : known.value();
  }

  /** {@return the exception, null if none has been set} */
  public @Nullable Throwable exception() {
    Ending<T> known = outcome;
    return known == null ? null : known.exception();
  }

  /**
   * Waits until it is set.
   *
   * @return the value
   * @throws ExecutionException with the exception, if one was set, as cause
   * @throws InterruptedException if the current thread is interrupted
   */
  public T get() throws InterruptedException, ExecutionException {
    boolean ignored = awaitReady(Waiter.FOR_EVER);
    return result();
  }

  /**
   * Waits until it is set, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return the value
   * @throws ExecutionException with the exception, if one was set, as cause
   * @throws TimeoutException if it has not been set in time
   * @throws InterruptedException if the current thread is interrupted
   */
  public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
    if (!await(timeout)) {
      throw new TimeoutException(this + " was not set within " + timeout);
    }
    return result();
  }

  /**
   * Waits until it is set, but not longer than a time; does not tell what was set.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether it has been set
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitReady(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  @SuppressWarnings("NullAway") // what was set, which may be null if T allows it
  private T result() throws ExecutionException {
    Ending<T> known = Objects.requireNonNull(outcome);
    if (known.exception() != null) {
      throw new ExecutionException(known.exception());
    }
    return known.value();
  }

  @Override
  public String toString() {
    return "AsyncResult@"
        + Integer.toHexString(System.identityHashCode(this))
        + (isReady() ? "[set]" : "[not set]");
  }
}
