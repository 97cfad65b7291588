package io.greenloom;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point: who puts an item waits until somebody gets it. Nothing is stored; both sides are
 * served first come, first served. For any thread; gevent's {@code Channel}. For a queue that
 * stores, use those of {@code java.util.concurrent}; to wait for several channels at once, {@link
 * Select}.
 *
 * @param <T> type of the items, which cannot be null
 */
public final class Channel<T> {
  private static final AtomicLong NUMBER = new AtomicLong();

  /** Guarded by this, like {@link #getters}. One of both is empty. */
  private final WaitList<Offer<T>> putters = new WaitList<>();

  private final WaitList<Offer<T>> getters = new WaitList<>();

  /** In which order {@link Select} locks several. */
  final long number = NUMBER.getAndIncrement();

  /** Creates a channel. */
  public Channel() {}

  /**
   * One who waits on one side of a channel; of several such offers with one waiter the first that
   * is met counts.
   */
  static final class Offer<T> extends WaitList.Node {
    final Waiter waiter;

    /** What is put, or what was got. Written before the waiter is fired. */
    volatile @Nullable T item;

    Offer(Waiter waiter, @Nullable T item) {
      this.waiter = waiter;
      this.item = item;
    }
  }

  /**
   * Puts an item and waits until somebody has got it. If somebody waits for it, that one runs next.
   *
   * @param item the item
   * @throws InterruptedException if the current thread is interrupted; then nobody gets it
   */
  public void put(T item) throws InterruptedException {
    boolean ignored = put(item, Waiter.FOR_EVER);
  }

  /**
   * Puts an item and waits until somebody has got it, but not longer than a time.
   *
   * @param item the item
   * @param timeout the longest wait; zero or less only puts it if somebody waits for it
   * @return whether somebody has got it; if not, nobody will
   * @throws InterruptedException if the current thread is interrupted; then nobody gets it
   */
  public boolean put(T item, Duration timeout) throws InterruptedException {
    return put(item, Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  private boolean put(T item, long nanos) throws InterruptedException {
    Offer<T> offer;
    synchronized (this) {
      if (putNow(item)) {
        offer = null;
      } else if (nanos == 0) {
        return false;
      } else {
        offer = new Offer<>(new Waiter(this), item);
        putters.add(offer);
      }
    }
    if (offer == null) {
      Waiter.yieldQuietly(); // it must not seem that it has been got before it has
      return true;
    }
    return await(offer, putters, nanos);
  }

  /**
   * Waits for an item.
   *
   * @return the item
   * @throws InterruptedException if the current thread is interrupted; then it gets none
   */
  public T get() throws InterruptedException {
    return Objects.requireNonNull(get(Waiter.FOR_EVER));
  }

  /**
   * Waits for an item, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only gets one that somebody waits to put
   * @return the item, or null if there is none in time
   * @throws InterruptedException if the current thread is interrupted; then it gets none
   */
  public @Nullable T get(Duration timeout) throws InterruptedException {
    return get(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  private @Nullable T get(long nanos) throws InterruptedException {
    Offer<T> offer;
    synchronized (this) {
      T item = getNow();
      if (item != null || nanos == 0) {
        return item;
      }
      offer = new Offer<>(new Waiter(this), null);
      getters.add(offer);
    }
    return await(offer, getters, nanos) ? offer.item : null;
  }

  private boolean await(Offer<T> offer, WaitList<Offer<T>> side, long nanos)
      throws InterruptedException {
    boolean met = false;
    try {
      met = offer.waiter.await(nanos) != null;
    } finally {
      if (!met) {
        synchronized (this) {
          boolean ignored = side.remove(offer);
        }
      }
    }
    return met;
  }

  // -- with the lock

  /** Hands an item to the first who waits for one; returns whether there was one. */
  boolean putNow(T item) {
    Objects.requireNonNull(item, "item");
    for (Offer<T> getter = getters.poll(); getter != null; getter = getters.poll()) {
      if (getter.waiter.isWaiting()) {
        getter.item = item;
        if (getter.waiter.fire(getter)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes the item of the first who waits to put one, or returns null. */
  @Nullable T getNow() {
    for (Offer<T> putter = putters.poll(); putter != null; putter = putters.poll()) {
      T item = putter.item;
      if (putter.waiter.fire(putter)) {
        return item;
      }
    }
    return null;
  }

  WaitList<Offer<T>> putters() {
    return putters;
  }

  WaitList<Offer<T>> getters() {
    return getters;
  }

  /** Without the lock: a dump must not wait. */
  @Override
  public String toString() {
    return "Channel@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + putters.size()
        + " putting, "
        + getters.size()
        + " getting]";
  }
}
