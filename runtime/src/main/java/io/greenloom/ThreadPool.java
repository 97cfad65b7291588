package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.jdk.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for what really blocks or computes: native code, or a library that cannot be
 * patched. Whoever waits for a result is a greenlet or any other thread, and only that waits.
 *
 * <pre>{@code
 * byte[] key = ThreadPool.shared().apply(() -> nativeLibrary.deriveKey(password));
 * }</pre>
 *
 * <p>Its threads are daemons and never green. It works without Greenloom installed, too. A task
 * that waits for others of the same pool may wait in vain if all threads do so; {@link #apply} and
 * {@link #map}, called by a task, need no thread. For any thread; gevent's {@code ThreadPool}.
 */
public final class ThreadPool implements AutoCloseable {
  private static final Duration DEFAULT_IDLE = Duration.ofSeconds(10);
  private static final int SHARED_SIZE = 10;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;
  private final ThreadPoolExecutor executor;
  private final AtomicInteger threads = new AtomicInteger();
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  /** One for each task that is running, or about to; so none is ever queued for long. */
  private final Permits places;

  /** Guarded by this, as all that follows. */
  private int maxSize;

  private int tasks;
  private boolean closed;
  private final Set<Waiter> joiners = new LinkedHashSet<>();

  /** Made when it is needed. */
  private static final class Shared {
    static final ThreadPool POOL = new ThreadPool("ThreadPool-shared", SHARED_SIZE, DEFAULT_IDLE);

    private Shared() {}
  }

  /**
   * Creates a pool whose threads end after ten seconds without a task.
   *
   * @param maxSize how many threads there may be
   * @throws IllegalArgumentException if that is less than one
   */
  public ThreadPool(int maxSize) {
    this(maxSize, DEFAULT_IDLE);
  }

  /**
   * Creates a pool.
   *
   * @param maxSize how many threads there may be
   * @param idle after how long without a task a thread ends
   * @throws IllegalArgumentException if there may be less than one, or the time is not positive
   */
  public ThreadPool(int maxSize, Duration idle) {
    this("ThreadPool-" + NUMBER.incrementAndGet(), maxSize, idle);
  }

  private ThreadPool(String name, int maxSize, Duration idle) {
    if (!idle.isPositive()) {
      throw new IllegalArgumentException("threads cannot be idle for " + idle);
    }
    this.name = name;
    this.maxSize = checked(maxSize);
    this.places = new Permits(this, maxSize);
    this.executor =
        new ThreadPoolExecutor(
            maxSize,
            maxSize,
            TimeUnit.NANOSECONDS.convert(idle),
            TimeUnit.NANOSECONDS,
            new LinkedBlockingQueue<>(),
            this::newThread);
    executor.allowCoreThreadTimeOut(true);
  }

  private static int checked(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("a thread pool needs a thread: " + maxSize);
    }
    return maxSize;
  }

  /**
   * The pool of this JVM for whoever needs no other: ten threads. Closing it does nothing.
   *
   * @return always the same
   */
  public static ThreadPool shared() {
    return Shared.POOL;
  }

  private Thread newThread(Runnable worker) {
    String threadName = name + "-" + threads.incrementAndGet();
    Runnable body =
        () -> {
          workers.add(Thread.currentThread());
          try {
            worker.run();
          } finally {
            workers.remove(Thread.currentThread());
          }
        };
    return Installation.current() != null
        ? HubThread.ofApplication(threadName, body)
        : Thread.ofPlatform().daemon().name(threadName).unstarted(body);
  }

  // -- running tasks

  /**
   * Has something called by one of the threads. Waits, first come, first served, while as many
   * tasks are running as there may be threads.
   *
   * @param task what to call
   * @param <T> type of the result
   * @return will get the result, or what the call threw
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed
   */
  public <T extends @Nullable Object> AsyncResult<T> spawn(Callable<T> task)
      throws InterruptedException {
    Objects.requireNonNull(task, "task");
    AsyncResult<T> result = new AsyncResult<>();
    requireOpen();
    boolean ignored = places.acquire(Waiter.FOR_EVER);
    boolean accepted = false;
    try {
      begin();
      executor.execute(() -> call(task, result));
      accepted = true;
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException(this + " was closed meanwhile", e);
    } finally {
      if (!accepted) {
        end(() -> {});
      }
    }
    return result;
  }

  /**
   * Has something run by one of the threads, see {@link #spawn(Callable)}.
   *
   * @param task what to run
   * @return will be set when it has ended
   * @throws InterruptedException if the current thread is interrupted while it waits
   * @throws IllegalStateException if this is closed
   */
  public AsyncResult<@Nullable Void> spawn(Greenlet.Task task) throws InterruptedException {
    return spawn(Objects.requireNonNull(task, "task").asCallable());
  }

  private <T extends @Nullable Object> void call(Callable<T> task, AsyncResult<T> result) {
    try {
      T value = task.call();
      end(() -> result.set(value));
    } catch (Throwable e) {
      end(() -> result.setException(e));
    }
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  private synchronized void begin() {
    tasks++;
  }

  /** Under the lock: who has the result finds the task ended, and the other way round. */
  private synchronized void end(Runnable telling) {
    telling.run();
    tasks--;
    places.release();
    if (tasks == 0) {
      for (Waiter joiner : joiners) {
        boolean ignored = joiner.fire(this);
      }
    }
  }

  /**
   * Has something called by one of the threads and waits for the result. Called by one of the
   * threads it is called by that one at once.
   *
   * @param task what to call
   * @param <T> type of the result
   * @return the result
   * @throws Exception what the call threw, {@code InterruptedException} if the current thread is
   *     interrupted; the call then goes on
   * @throws IllegalStateException if this is closed
   */
  public <T extends @Nullable Object> T apply(Callable<T> task) throws Exception {
    Objects.requireNonNull(task, "task");
    if (isWorker()) {
      return task.call();
    }
    try {
      return spawn(task).get();
    } catch (ExecutionException e) {
      throw Sneaky.<Exception>rethrow(Objects.requireNonNull(e.getCause()));
    }
  }

  /**
   * Has a function called for each element of an input and waits for the results.
   *
   * @param function what to call
   * @param input its elements are taken by the current thread
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return the results in the order of the input
   * @throws ExecutionException with what was thrown for the first element that has no result as
   *     cause; the other calls go on
   * @throws InterruptedException if the current thread is interrupted; calls that have begun go on
   * @throws IllegalStateException if this is closed
   */
  public <A extends @Nullable Object, B extends @Nullable Object> List<B> map(
      Group.ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input)
      throws InterruptedException, ExecutionException {
    Objects.requireNonNull(function, "function");
    List<AsyncResult<B>> coming = new ArrayList<>();
    for (A element : input) {
      coming.add(isWorker() ? called(function, element) : spawn(() -> function.apply(element)));
    }
    List<B> results = new ArrayList<>();
    for (AsyncResult<B> result : coming) {
      results.add(result.get());
    }
    return results;
  }

  private static <A extends @Nullable Object, B extends @Nullable Object> AsyncResult<B> called(
      Group.ThrowingFunction<? super A, ? extends B> function, A element) {
    AsyncResult<B> result = new AsyncResult<>();
    try {
      result.set(function.apply(element));
    } catch (Exception e) {
      result.setException(e);
    }
    return result;
  }

  private boolean isWorker() {
    return workers.contains(Thread.currentThread());
  }

  // -- its size

  /** {@return how many threads there may be} */
  public synchronized int maxSize() {
    return maxSize;
  }

  /**
   * Changes how many threads there may be. If there are more, those that are running a task go on
   * until it has ended.
   *
   * @param newSize at least one
   * @throws IllegalArgumentException if it is less
   */
  public synchronized void setMaxSize(int newSize) {
    int difference = checked(newSize) - maxSize;
    maxSize = newSize;
    if (difference > 0) {
      executor.setMaximumPoolSize(newSize);
      executor.setCorePoolSize(newSize);
    } else {
      executor.setCorePoolSize(newSize);
      executor.setMaximumPoolSize(newSize);
    }
    places.change(difference);
  }

  /** {@return how many threads there are, some perhaps without a task} */
  public int size() {
    return executor.getPoolSize();
  }

  /**
   * {@return how many tasks are running; those that are waited for a place with are not counted}
   */
  public synchronized int taskCount() {
    return tasks;
  }

  // -- its end

  /**
   * Waits until no task has been running for a moment, but not longer than a time.
   *
   * @param limit the longest wait, zero or less only looks, null for no limit
   * @return whether there were none at some time
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean join(@Nullable Duration limit) throws InterruptedException {
    Waiter waiter = new Waiter(this);
    synchronized (this) {
      if (tasks == 0) {
        return true;
      }
      joiners.add(waiter);
    }
    try {
      return waiter.await(Waiter.nanos(limit)) != null;
    } finally {
      synchronized (this) {
        joiners.remove(waiter);
      }
    }
  }

  /**
   * Takes no tasks any more, and waits for those that are running, unless one of them calls this.
   * If the current thread is interrupted so are they; it is interrupted afterwards, too.
   */
  @Override
  public void close() {
    if (this == Shared.POOL) {
      return;
    }
    synchronized (this) {
      closed = true;
    }
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = isWorker();
    while (!ended) {
      try {
        ended = join(null);
      } catch (InterruptedException e) {
        interrupted = true;
        workers.forEach(Thread::interrupt);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name + "[" + taskCount() + "]";
  }
}
