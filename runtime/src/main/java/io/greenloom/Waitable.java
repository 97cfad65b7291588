package io.greenloom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that becomes ready and that can be waited for together with others: greenlets, events
 * and results. gevent calls these objects by the same name.
 *
 * <p>Any thread may call all methods, unless they tell otherwise.
 */
public abstract sealed class Waitable permits AsyncResult, Event, Greenlet {
  /** Guarded by this; null while nobody waits. */
  private @Nullable WaitList<Notice> notices;

  Waitable() {}

  /**
   * What is done when it becomes ready, once: by whoever makes it ready, in the order in which they
   * were added. Must neither wait nor throw.
   */
  abstract static class Notice extends WaitList.Node {
    abstract void ready(Waitable waitable);
  }

  /** {@return whether a wait for it would end at once} */
  public abstract boolean isReady();

  /** Has a notice called when this is ready, at once if it is. */
  final void onReady(Notice notice) {
    synchronized (this) {
      if (!isReady() || notices != null) { // or it would overtake those that came before
        if (notices == null) {
          notices = new WaitList<>();
        }
        notices.add(notice);
        return;
      }
    }
    notice.ready(this);
  }

  /** Takes a notice back; returns whether it has not been called. */
  final synchronized boolean forget(Notice notice) {
    return notices != null && notices.remove(notice);
  }

  /** Takes all notices, to be called without the lock; the caller has it. */
  final @Nullable WaitList<Notice> takeNotices() {
    WaitList<Notice> taken = notices;
    notices = null;
    return taken;
  }

  /** Calls those that have been taken. */
  final void call(@Nullable WaitList<Notice> taken) {
    if (taken != null) {
      for (Notice notice = taken.poll(); notice != null; notice = taken.poll()) {
        notice.ready(this);
      }
    }
  }

  /**
   * Calls all notices of what stays ready from now on, without the lock. Those that come meanwhile
   * are called in their turn.
   */
  final void callAll() {
    while (true) {
      Notice next;
      synchronized (this) {
        next = notices == null ? null : notices.poll();
        if (next == null) {
          notices = null;
          return;
        }
      }
      next.ready(this);
    }
  }

  /**
   * Waits until this is ready.
   *
   * @param nanos the longest wait, or {@link Waiter#FOR_EVER}
   * @return whether it is
   */
  final boolean awaitReady(long nanos) throws InterruptedException {
    if (isReady()) {
      return true;
    }
    Waiter waiter = new Waiter(this);
    Notice notice =
        new Notice() {
          @Override
          void ready(Waitable waitable) {
            boolean ignored = waiter.fire(waitable);
          }
        };
    onReady(notice);
    try {
      return waiter.await(nanos) != null;
    } finally {
      boolean ignored = forget(notice);
    }
  }

  /**
   * Waits for several objects of any kind.
   *
   * @param objects whom to wait for; each counts once
   * @param limit the longest wait, zero to only look, null for no limit
   * @param <W> type of the objects
   * @return those that are ready, in the order in which they became so
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <W extends Waitable> List<W> awaitAll(
      Collection<? extends W> objects, @Nullable Duration limit) throws InterruptedException {
    return awaitSome(objects, objects.size(), limit);
  }

  /**
   * Waits until so many of several objects are ready.
   *
   * @param objects whom to wait for; each counts once
   * @param count how many have to be ready; none or less waits for none
   * @param limit the longest wait, zero to only look, null for no limit
   * @param <W> type of the objects
   * @return those that are ready, in the order in which they became so, not more than so many
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <W extends Waitable> List<W> awaitSome(
      Collection<? extends W> objects, int count, @Nullable Duration limit)
      throws InterruptedException {
    List<W> ready = new ArrayList<>();
    try (ReadyOrder<W> order = new ReadyOrder<>(objects, limit)) {
      while (ready.size() < count) {
        W next = order.next();
        if (next == null) {
          break;
        }
        ready.add(next);
      }
    }
    return ready;
  }

  /**
   * Waits for the first of several objects.
   *
   * @param objects whom to wait for
   * @param limit the longest wait, zero to only look, null for no limit
   * @param <W> type of the objects
   * @return the first that is ready, null if none is in time or there are none
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <W extends Waitable> @Nullable W awaitAny(
      Collection<? extends W> objects, @Nullable Duration limit) throws InterruptedException {
    List<W> first = awaitSome(objects, 1, limit);
    return first.isEmpty() ? null : first.getFirst();
  }

  /**
   * Gives several objects as they become ready. Waiting is up to who takes from the stream, which
   * ends when all have come or the time is over.
   *
   * <p>Close the stream to leave early: it then keeps nothing of the objects that are not ready. An
   * interrupt while it waits closes it and is thrown as {@link
   * java.util.concurrent.CancellationException}, with the thread's interrupt status set.
   *
   * @param objects whom to wait for; each comes once
   * @param limit for how long from now, null for no limit
   * @param <W> type of the objects
   * @return a sequential stream, to be used by one thread
   */
  public static <W extends Waitable> Stream<W> asReady(
      Collection<? extends W> objects, @Nullable Duration limit) {
    Objects.requireNonNull(objects, "objects");
    ReadyOrder<W> order = new ReadyOrder<>(objects, limit);
    return Streams.of(
        () -> {
          W next = order.next();
          return next == null ? null : new Ending<>(next, null);
        },
        order::close);
  }
}
