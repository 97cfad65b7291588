package io.greenloom;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A group with a limited number of members. Who wants to add one while it is full waits, first
 * come, first served. For any thread.
 *
 * <p>{@link #apply}, called by a member, needs no place; a member that spawns waits as others do,
 * and in vain if all members do. gevent's {@code Pool}.
 */
public final class Pool extends Group {
  private final int maxSize;

  /** Creates a pool without limit. */
  public Pool() {
    this(Permits.UNLIMITED);
  }

  /**
   * Creates a pool.
   *
   * @param maxSize how many members there may be; none is possible, if of little use
   * @throws IllegalArgumentException if it is negative
   */
  public Pool(int maxSize) {
    super(checked(maxSize), false);
    this.maxSize = maxSize;
  }

  private static int checked(int maxSize) {
    if (maxSize < 0) {
      throw new IllegalArgumentException("a pool has no negative size: " + maxSize);
    }
    return maxSize;
  }

  /** {@return how many members there may be, {@link Integer#MAX_VALUE} without limit} */
  public int maxSize() {
    return maxSize;
  }

  /** {@return how many more members there may be at this moment} */
  public int freeCount() {
    return places.free();
  }

  /** {@return whether who adds a member now has to wait} */
  public boolean isFull() {
    return freeCount() == 0;
  }

  /**
   * Waits until there is a place, but not longer than a time. The place is not kept; others may be
   * faster.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether there was one
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    boolean available = places.acquire(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
    if (available) {
      places.release();
    }
    return available;
  }

  /**
   * Starts a greenlet as member if there is a place.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws PoolFull if there is none
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> trySpawn(Callable<T> body) {
    Greenlet<T> greenlet = Greenlet.builder().unstarted(body);
    if (!tryAdd(greenlet)) {
      throw new PoolFull(this + " is full");
    }
    startMember(greenlet);
    return greenlet;
  }

  /**
   * Starts a greenlet that returns nothing as member if there is a place.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws PoolFull if there is none
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public Greenlet<@Nullable Void> trySpawn(Greenlet.Task task) {
    return trySpawn(Objects.requireNonNull(task, "task").asCallable());
  }

  /**
   * Starts a greenlet as member, if there is a place in time.
   *
   * @param body what it runs and returns
   * @param timeout how long to wait for a place; zero or less only looks
   * @param <T> type of the result
   * @return the started greenlet
   * @throws PoolFull if there was no place in time
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body, Duration timeout)
      throws InterruptedException {
    Greenlet<T> greenlet = Greenlet.builder().unstarted(body);
    start(greenlet, timeout);
    return greenlet;
  }

  /**
   * Starts a greenlet that returns nothing as member, if there is a place in time.
   *
   * @param task what it runs
   * @param timeout how long to wait for a place; zero or less only looks
   * @return the started greenlet
   * @throws PoolFull if there was no place in time
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public Greenlet<@Nullable Void> spawn(Greenlet.Task task, Duration timeout)
      throws InterruptedException {
    return spawn(Objects.requireNonNull(task, "task").asCallable(), timeout);
  }

  /**
   * Makes a greenlet a member and starts it, if there is a place in time.
   *
   * @param greenlet that has not been started; otherwise it is only added
   * @param timeout how long to wait for a place; zero or less only looks
   * @throws PoolFull if there was no place in time
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public void start(Greenlet<?> greenlet, Duration timeout) throws InterruptedException {
    add(greenlet, timeout);
    startMember(greenlet);
  }

  /**
   * Makes a greenlet a member until it ends, if there is a place in time.
   *
   * @param greenlet started or not
   * @param timeout how long to wait for a place; zero or less only looks
   * @throws PoolFull if there was no place in time
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed
   */
  public void add(Greenlet<?> greenlet, Duration timeout) throws InterruptedException {
    if (!add(greenlet, Waiter.nanos(Objects.requireNonNull(timeout, "timeout")))) {
      throw new PoolFull(this + " was full for " + timeout);
    }
  }
}
