package io.greenloom.internal.timer;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One armed timer of a hub, as the {@link Future} that the JDK cancels when its virtual thread goes
 * on earlier. Only {@link #cancel} is of use; nobody waits for a timer.
 */
public final class Timer implements Future<@Nullable Void> {
  /** {@link #index} of a timer that is not in the heap. */
  static final int NOT_QUEUED = -1;

  private final TimerQueue queue;
  final Runnable command;

  /** When to fire, on the {@link System#nanoTime} clock. */
  final long deadline;

  /** Place in the heap; touched by the hub's owner only. */
  int index = NOT_QUEUED;

  private volatile boolean cancelled;
  private volatile boolean fired;

  Timer(TimerQueue queue, Runnable command, long deadline) {
    this.queue = queue;
    this.command = command;
    this.deadline = deadline;
  }

  /** {@return when it fires, on the {@link System#nanoTime} clock} */
  public long deadline() {
    return deadline;
  }

  /** Runs the command, unless it has been cancelled; in the loop, once it is due. */
  public void fire() {
    if (!cancelled) { // from elsewhere, which the heap does not know yet
      fired = true;
      command.run();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (cancelled || fired) {
      return false;
    }
    cancelled = true;
    queue.cancelled(this);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isDone() {
    return fired || cancelled;
  }

  @Override
  public @Nullable Void get() {
    throw new UnsupportedOperationException("a hub's timer cannot be waited for");
  }

  @Override
  public @Nullable Void get(long timeout, TimeUnit unit) {
    return get();
  }
}
