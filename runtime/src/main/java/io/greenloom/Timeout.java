package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.hub.Pending;
import io.greenloom.internal.timer.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A time limit for a block of code: when the time is over it is thrown itself, at the call at which
 * the thread that started it waits, or at the next one. Which calls those are is told in the table
 * of {@link Greenlet}; code that does not wait cannot be stopped.
 *
 * <pre>{@code
 * try (Timeout limit = Timeout.start(Duration.ofSeconds(2))) {
 *   fetch(url);
 * } catch (Timeout t) {
 *   // perhaps that of a block outside of this one: compare t with limit to know
 * }
 *
 * String text = Timeout.call(Duration.ofSeconds(2), () -> fetch(url), "nothing");
 * }</pre>
 *
 * <p>Timeouts can be nested; the one whose time is over is thrown, through whatever is inside, and
 * the others stay as they are. It is an {@link Error}, so that {@code catch (Exception e)} does not
 * swallow it. A length of zero or less is over at the next call that waits; null never is.
 *
 * <p>It may be started by any thread, and is cancelled by the same one. On a thread that is no
 * greenlet it does not end waits for sockets and files.
 *
 * <p>It does not touch the application's interrupts: a thread that is interrupted as well gets an
 * {@code InterruptedException} and the timeout at its next wait, or first the timeout, and is
 * interrupted still.
 *
 * <p>gevent's {@code Timeout}, which is a {@code BaseException}.
 */
public final class Timeout extends Error implements AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration length;

  /** Whether it is constructed; a stack trace that is asked for from then on is wanted. */
  private final transient boolean constructed;

  /** Guarded by this, as what follows. */
  private transient @Nullable Timer timer;

  private transient @Nullable Pending pending;

  /** Tells one start from another. */
  private transient @Nullable Object run;

  /**
   * Creates a timeout, not started.
   *
   * @param length the time from its start, null for no limit
   */
  public Timeout(@Nullable Duration length) {
    this.length = length;
    this.constructed = true;
  }

  /**
   * Most timeouts are never thrown, so that the stack is looked at only then. Called by the
   * constructor of {@link Throwable}, and by whoever throws it.
   *
   * @return this
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it is, where it does something
  public Throwable fillInStackTrace() {
    return constructed ? super.fillInStackTrace() : this;
  }

  /** {@return how much time is over} */
  @Override
  public String getMessage() {
    return length == null ? "no limit" : length + " are over";
  }

  /**
   * Starts a timeout for the current thread.
   *
   * @param length the time from now, null for no limit
   * @return the timeout, to be closed by the same thread
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public static Timeout start(@Nullable Duration length) {
    Timeout timeout = new Timeout(length);
    timeout.start();
    return timeout;
  }

  /**
   * Starts it for the current thread, also if it has been cancelled or thrown before.
   *
   * @throws IllegalStateException if it is running, or Greenloom is not installed in this JVM
   */
  public synchronized void start() {
    Installation installation = Installation.require();
    if (timer != null && isPending()) {
      throw new IllegalStateException("this timeout is running already: " + this);
    }
    cancel();
    if (length != null) {
      Object started = new Object();
      Pending target = Pending.begin(started, installation.hubs());
      run = started;
      pending = target;
      timer = target.hub().schedule(() -> target.due(started, this), Waiter.nanos(length));
    }
  }

  /** {@return whether it is running: neither thrown nor cancelled} */
  public synchronized boolean isPending() {
    return timer != null && pending != null && (!timer.isDone() || pending.contains(this));
  }

  /** Cancels it: it is not thrown any more. Does nothing if it is not running. */
  public synchronized void cancel() {
    if (timer != null && pending != null) {
      boolean ignored = timer.cancel(false);
      pending.end(Objects.requireNonNull(run), this);
      run = null;
      timer = null;
      pending = null;
    }
  }

  /** Cancels it. */
  @Override
  public void close() {
    cancel();
  }

  /**
   * Calls something that may take so long.
   *
   * @param length the time, null for no limit
   * @param body what to call
   * @param <T> type of the result
   * @return what it returned
   * @throws Timeout if it did not return in time
   * @throws Exception what it threw
   */
  @SuppressWarnings("try") // an interrupt is what the try is for
  public static <T extends @Nullable Object> T call(@Nullable Duration length, Callable<T> body)
      throws Exception {
    Timeout timeout = start(length);
    try {
      return body.call();
    } catch (Exception e) {
      if (timeout.isOver() && isInterrupt(e)) {
        timeout.addSuppressed(e);
        throw timeout;
      }
      throw e;
    } finally {
      timeout.cancel();
    }
  }

  /**
   * Calls something that may take so long.
   *
   * @param length the time, null for no limit
   * @param body what to call
   * @param fallback what to return if it does not return in time
   * @param <T> type of the result
   * @return what it returned, or the fallback
   * @throws Exception what it threw
   */
  public static <T extends @Nullable Object> T call(
      @Nullable Duration length, Callable<T> body, T fallback) throws Exception {
    Timeout timeout = start(length);
    try {
      return body.call();
    } catch (Timeout e) {
      if (e != timeout) {
        throw e;
      }
      return fallback;
    } catch (Exception e) {
      if (timeout.isOver() && isInterrupt(e)) {
        return fallback;
      }
      throw e;
    } finally {
      timeout.cancel();
    }
  }

  /**
   * Runs something that may take so long, and stops it silently then.
   *
   * @param length the time, null for no limit
   * @param body what to run
   * @return whether it ended in time
   * @throws Exception what it threw
   */
  public static boolean run(@Nullable Duration length, Greenlet.Task body) throws Exception {
    return call(
        length,
        () -> {
          body.run();
          return true;
        },
        false);
  }

  /** Whether the time is over and it has not been thrown, but as an interrupt. */
  private synchronized boolean isOver() {
    return pending != null && pending.isPassed(this);
  }

  private static boolean isInterrupt(Throwable exception) {
    return Ending.isInterrupt(exception);
  }
}
