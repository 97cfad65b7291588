package io.greenloom;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.greenloom.internal.Installation;
import io.greenloom.internal.hub.ApiGreenlet;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.jdk.Sneaky;
import io.greenloom.internal.timer.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A unit of cooperative execution, cheap enough to have tens of thousands.
 *
 * <p>All greenlets spawned by one thread, and by those greenlets in turn, run on one hub: in the
 * order they were spawned, one at a time, switching only at a blocking call. Any thread may call
 * the methods of this class; they block the calling thread or greenlet only.
 *
 * <p>A greenlet ends when its body returns or throws. An exception that nobody asks for with {@link
 * #get()}, a link or the like within a second is printed on standard error, once, with the name of
 * the greenlet, or given to {@link Thread#getDefaultUncaughtExceptionHandler()} if there is one. An
 * {@link Error} is treated like any other exception: the hub and the other greenlets go on.
 *
 * <p>How {@link #kill()} and {@link Timeout} reach a greenlet, depending on what it does:
 *
 * <table border="1">
 *   <caption>What is thrown where</caption>
 *   <tr><th>the greenlet</th><th>what happens</th></tr>
 *   <tr><td>has not started to run</td><td>it never does</td></tr>
 *   <tr><td>waits in a call of this package, in a socket, channel, selector, pipe or terminal,
 *       in {@code Thread.sleep} or has called {@code Thread.yield}</td>
 *       <td>the exception is thrown there; locks, sockets and channels stay usable; a socket that
 *       was being connected is closed</td></tr>
 *   <tr><td>waits in {@code Object.wait}, {@code Thread.join}, a queue, latch, semaphore, condition,
 *       {@code lockInterruptibly}, {@code tryLock} or future of {@code java.util.concurrent}</td>
 *       <td>the exception is thrown there instead of {@code InterruptedException}</td></tr>
 *   <tr><td>waits in another method of the JDK that throws {@code InterruptedException}, such as
 *       {@code CyclicBarrier.await}, {@code HttpClient.send}, {@code ExecutorService.invokeAll}</td>
 *       <td>it throws {@code InterruptedException}; the exception itself follows at the next call
 *       that blocks, unless the body ends before with the {@code InterruptedException}, which then
 *       counts as the exception</td></tr>
 *   <tr><td>waits for a monitor, in {@code Lock.lock}, {@code LockSupport.park} or {@code
 *       CompletableFuture.join}, looks a name up, starts a process, reads a regular file or
 *       computes</td>
 *       <td>nothing until the next call of the rows above</td></tr>
 * </table>
 *
 * <p>None of these takes or sets the interrupt status that the application sees.
 *
 * <p>Modelled on gevent's {@code Greenlet}.
 *
 * @param <T> type of the result
 */
public final class Greenlet<T extends @Nullable Object> extends Waitable implements Future<T> {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Callable<T> body;
  private final String name;

  /** The one that spawned it; children do not keep it, and share the reference. */
  private final @Nullable WeakReference<Greenlet<?>> spawner;

  private final StackTraceElement @Nullable [] spawnStack;

  /** To itself, for those that it spawns; touched by itself only. */
  private @Nullable WeakReference<Greenlet<?>> reference;

  /** Of its tree; made when it is needed. Guarded by this. */
  private @Nullable Map<Object, Object> treeLocals;

  /** What runs it, null before it is started and once it has ended. Guarded by this. */
  private @Nullable ApiGreenlet raw;

  /** Guarded by this. */
  private @Nullable Timer startTimer;

  /** Made when there are some. Guarded by this. */
  private @Nullable Links<T> links;

  /** Guarded by this. */
  private boolean hasBegun;

  /** What it was killed with, in that order; null if it was not. Guarded by this. */
  private @Nullable List<Throwable> kills;

  private volatile boolean cancelled;

  /** How it has ended, null before. */
  private volatile @Nullable Ending<T> ending;

  /** Whether somebody has asked or will be told how it ends. */
  private volatile boolean consumed;

  Greenlet(Callable<T> body, @Nullable String name, boolean recordsStack) {
    this.body = Objects.requireNonNull(body, "body");
    this.name = name != null ? name : "Greenlet-" + NUMBER.incrementAndGet();
    Greenlet<?> parent = current();
    this.spawner = parent == null ? null : parent.reference();
    this.treeLocals = parent == null ? null : parent.treeLocals();
    this.spawnStack = recordsStack ? new Throwable().getStackTrace() : null;
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

    /**
     * The same, as something that returns null.
     *
     * @return the callable
     */
    default Callable<@Nullable Void> asCallable() {
      return () -> {
        run();
        return null;
      };
    }
  }

  // -- spawning

  /**
   * Starts a greenlet. It runs once its hub is free, at the earliest when the calling greenlet
   * blocks.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body) {
    Greenlet<T> greenlet = new Greenlet<>(body, null, false);
    greenlet.start();
    return greenlet;
  }

  /**
   * Starts a greenlet that returns nothing.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static Greenlet<@Nullable Void> spawn(Task task) {
    return spawn(Objects.requireNonNull(task, "task").asCallable());
  }

  /**
   * Starts a greenlet with a name.
   *
   * @param name its name, also that of its thread
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static <T extends @Nullable Object> Greenlet<T> spawn(String name, Callable<T> body) {
    return builder().name(name).spawn(body);
  }

  /**
   * Starts a greenlet with a name that returns nothing.
   *
   * @param name its name, also that of its thread
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static Greenlet<@Nullable Void> spawn(String name, Task task) {
    return builder().name(name).spawn(task);
  }

  /**
   * Starts a greenlet after some time, unless it is killed before.
   *
   * @param delay how long to wait, zero or less for not at all
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the greenlet, which counts as started
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static <T extends @Nullable Object> Greenlet<T> spawnLater(
      Duration delay, Callable<T> body) {
    return builder().spawnLater(delay, body);
  }

  /**
   * Starts a greenlet that returns nothing after some time, unless it is killed before.
   *
   * @param delay how long to wait, zero or less for not at all
   * @param task what it runs
   * @return the greenlet, which counts as started
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  @CanIgnoreReturnValue
  public static Greenlet<@Nullable Void> spawnLater(Duration delay, Task task) {
    return builder().spawnLater(delay, Objects.requireNonNull(task, "task").asCallable());
  }

  /** {@return what makes greenlets with a name, or not started} */
  public static GreenletBuilder builder() {
    return new GreenletBuilder();
  }

  /**
   * Starts this greenlet, if it has not been started or killed.
   *
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public void start() {
    ApiGreenlet made = make();
    if (made == null) {
      return;
    }
    boolean started = false;
    try {
      made.thread().start();
      started = true;
    } finally {
      if (!started) {
        unmake();
      }
    }
  }

  /** It could not be started, for want of memory: it never was. */
  private synchronized void unmake() {
    raw = null;
  }

  /**
   * Starts this greenlet after some time, if it has not been started or killed.
   *
   * @param delay how long to wait, zero or less for not at all
   * @throws IllegalStateException if Greenloom is not installed in this JVM
   */
  public void startLater(Duration delay) {
    long nanos = Waiter.nanos(Objects.requireNonNull(delay, "delay"));
    synchronized (this) { // who kills it finds it with its timer
      ApiGreenlet made = make();
      if (made != null) {
        startTimer = made.hub().schedule(made.thread()::start, nanos);
      }
    }
  }

  private @Nullable ApiGreenlet make() {
    Installation installation = Installation.require();
    synchronized (this) {
      if (raw != null || ending != null) {
        return null;
      }
      raw = new ApiGreenlet(installation.hubs().home(), name, this::run, this);
      return raw;
    }
  }

  private void run() {
    Throwable exception;
    synchronized (this) {
      hasBegun = true;
      exception = kills == null ? null : kills.getFirst(); // it never will begin
    }
    T value = null;
    if (exception == null) {
      try {
        value = body.call();
      } catch (Throwable e) {
        exception = e;
      }
    }
    end(value, exception);
  }

  private void end(@Nullable T value, @Nullable Throwable exception) {
    Ending<T> mine;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      Throwable known = exception == null ? null : Ending.cause(exception, raw);
      mine = new Ending<>(value, known);
      ending = mine;
      consumed |= known != null && kills != null && kills.contains(known); // its killer knows
      raw = null;
      startTimer = null;
    }
    if (mine.isFailure() && !consumed) {
      UnconsumedErrors.add(this);
    }
    callAll();
  }

  // -- the current one

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
   * @param time at least how long; less than zero is zero
   * @throws InterruptedException if the current thread is interrupted
   */
  public static void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time.isNegative() ? Duration.ZERO : time);
  }

  /**
   * Lets the others that are ready run first. In a thread that is no greenlet it is a hint, as
   * {@link Thread#yield} is.
   */
  @SuppressWarnings("ThreadPriorityCheck") // it is what this method is for
  public static void yieldNow() {
    Thread.yield();
  }

  // -- what it is

  /** {@return its name, {@code Greenlet-} and a number if it was not given one} */
  public String name() {
    return name;
  }

  /** {@return whether it has ended, well or not} */
  @Override
  public boolean isReady() {
    return ending != null;
  }

  /** {@return whether it has ended without an exception, or with {@link GreenletExit}} */
  public boolean isSuccessful() {
    Ending<T> known = ending;
    return known != null && !known.isFailure();
  }

  /**
   * Whether it will never run again.
   *
   * @return true if it has ended, also if it was killed and will not begin
   */
  public boolean isDead() {
    synchronized (this) {
      return ending != null || (kills != null && !hasBegun);
    }
  }

  /** {@return whether it has been started, at once or for later, and has not ended} */
  public synchronized boolean isStarted() {
    return raw != null && (kills == null || hasBegun);
  }

  /** {@return what its body returned; null before, if it failed and if it was killed} */
  public @Nullable T value() {
    Ending<T> known = ending;
    return known == null ? null : known.value();
  }

  /** {@return what it failed with, null otherwise; whoever asks has been told} */
  public @Nullable Throwable exception() {
    Ending<T> known = ending;
    if (known == null || !known.isFailure()) {
      return null;
    }
    consumed = true;
    return known.exception();
  }

  /** {@return the greenlet that spawned this one, if it was one and is still reachable} */
  public Optional<Greenlet<?>> spawner() {
    return Optional.ofNullable(spawner == null ? null : spawner.get());
  }

  /** {@return where it was spawned, empty if its builder was not asked to record that} */
  public List<StackTraceElement> spawnStack() {
    return spawnStack == null ? List.of() : List.of(spawnStack);
  }

  /**
   * What all greenlets share that one greenlet, spawned by none, has spawned, those have spawned
   * and so on. gevent's {@code spawn_tree_locals}.
   *
   * @return a map for any thread
   */
  public synchronized Map<Object, Object> treeLocals() {
    if (treeLocals == null) {
      treeLocals = new ConcurrentHashMap<>();
    }
    return treeLocals;
  }

  /** Begins a tree of its own, with its spawner's left alone; before it is started. */
  synchronized void leaveTree() {
    treeLocals = null;
  }

  private WeakReference<Greenlet<?>> reference() {
    if (reference == null) {
      reference = new WeakReference<>(this);
    }
    return reference;
  }

  // -- waiting for it

  /**
   * Waits until it has ended; how it ended is not looked at.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void join() throws InterruptedException {
    boolean ignored = awaitReady(Waiter.FOR_EVER);
  }

  /**
   * Waits until it has ended, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether it has ended
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return awaitReady(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  /**
   * Waits for the result.
   *
   * @return what the body returned, null if it was killed
   * @throws ExecutionException with what the body threw as cause
   * @throws CancellationException if it was killed by {@link #cancel}
   * @throws InterruptedException if the current thread is interrupted
   */
  @Override
  public T get() throws InterruptedException, ExecutionException {
    join();
    consumed = true;
    return result();
  }

  /**
   * Waits for the result, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return what the body returned, null if it was killed
   * @throws ExecutionException with what the body threw as cause
   * @throws CancellationException if it was killed by {@link #cancel}
   * @throws TimeoutException if it has not ended in time
   * @throws InterruptedException if the current thread is interrupted
   */
  public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
    if (!join(timeout)) {
      throw new TimeoutException(this + " has not ended within " + timeout);
    }
    consumed = true;
    return result();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return get(Duration.ofNanos(unit.toNanos(timeout)));
  }

  @SuppressWarnings("NullAway") // the body's null, if T allows it, and that of a killed one
  private T result() throws ExecutionException {
    Ending<T> known = Objects.requireNonNull(ending);
    if (cancelled && known.exception() instanceof GreenletExit exit) {
      CancellationException cancellation = new CancellationException(this + " was cancelled");
      cancellation.initCause(exit);
      throw cancellation;
    }
    if (known.isFailure()) {
      throw new ExecutionException(known.exception());
    }
    return known.value();
  }

  @Override
  public boolean isDone() {
    return isReady();
  }

  /** {@return whether {@link #cancel} has ended it} */
  @Override
  public boolean isCancelled() {
    Ending<T> known = ending;
    return cancelled && known != null && known.exception() instanceof GreenletExit;
  }

  /**
   * Kills it without waiting for that.
   *
   * @param mayInterruptIfRunning whether to do so if it has begun to run
   * @return whether it was told to end
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    synchronized (this) {
      if (ending != null || (hasBegun && !mayInterruptIfRunning)) {
        return false;
      }
      cancelled = true;
    }
    throwIn(new GreenletExit());
    return true;
  }

  /**
   * A stage that is completed when this greenlet ends, on a greenlet of its own: with the result,
   * with the exception, or if it was killed with null, or {@link CancellationException} if that was
   * by {@link #cancel}. It cannot be completed from outside.
   *
   * @return a new stage
   */
  public CompletionStage<T> toCompletionStage() {
    CompletableFuture<T> stage = new CompletableFuture<>();
    link(ended -> {
      try {
        stage.complete(ended.result());
      } catch (ExecutionException e) {
        stage.completeExceptionally(Objects.requireNonNull(e.getCause()));
      } catch (CancellationException e) {
        stage.completeExceptionally(e);
      }
    });
    return stage.minimalCompletionStage();
  }

  // -- killing

  /**
   * Kills it: throws {@link GreenletExit} in it and waits until it has ended. Harmless if it has
   * ended, or was killed before. A greenlet that kills itself gets the exception at once.
   *
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public void kill() throws InterruptedException {
    kill(new GreenletExit());
  }

  /**
   * Throws something in it, and waits until it has ended.
   *
   * @param exception what to throw; unless it is a {@link GreenletExit} the greenlet has failed
   *     then
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public void kill(Throwable exception) throws InterruptedException {
    throwIn(exception);
    join();
  }

  /**
   * Throws something in it, and waits until it has ended, but not longer than a time.
   *
   * @param exception what to throw; unless it is a {@link GreenletExit} the greenlet has failed
   *     then
   * @param timeout the longest wait; zero for not at all
   * @return whether it has ended; it may have caught the exception, or not reached a blocking call
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public boolean kill(Throwable exception, Duration timeout) throws InterruptedException {
    throwIn(exception);
    return join(timeout);
  }

  /** Throws something in it without waiting for what comes of it. */
  void throwIn(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    ApiGreenlet running;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      kills = kills == null ? new ArrayList<>(1) : kills;
      kills.add(exception);
      if (!hasBegun) {
        Timer timer = startTimer;
        if (raw != null && (timer == null || !timer.cancel(false))) {
          return; // it is queued, and ends when it is its turn
        }
      }
      running = hasBegun ? raw : null;
    }
    if (running == null) {
      end(null, exception);
    } else if (current() == this) {
      throw Sneaky.<Error>rethrow(exception);
    } else {
      running.pending().add(exception);
    }
  }

  /**
   * Kills several greenlets, each with a {@link GreenletExit} of its own, and waits until they have
   * ended.
   *
   * @param greenlets whom to kill
   * @param timeout the longest wait, zero for not at all, null for no limit
   * @return whether all have ended
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public static boolean killAll(
      Collection<? extends Greenlet<?>> greenlets, @Nullable Duration timeout)
      throws InterruptedException {
    Greenlet<?> self = null;
    for (Greenlet<?> greenlet : greenlets) {
      if (greenlet == current()) {
        self = greenlet;
      } else {
        greenlet.throwIn(new GreenletExit());
      }
    }
    if (self != null) {
      self.throwIn(new GreenletExit());
    }
    return joinAll(greenlets, timeout).size() == new HashSet<>(greenlets).size();
  }

  // -- links

  /**
   * Has a callback called when this greenlet has ended, or soon if it has. Each is called on a
   * greenlet of its own, in the order in which they were linked; one that fails does not keep the
   * others from being called.
   *
   * @param callback told this greenlet; how it ended counts as told
   */
  public void link(Consumer<? super Greenlet<T>> callback) {
    consumed = true;
    links().add(Objects.requireNonNull(callback, "callback"), Links.Kind.ANY);
  }

  /**
   * Like {@link #link}, but called only if this greenlet ends without an exception or is killed.
   *
   * @param callback told this greenlet
   */
  public void linkValue(Consumer<? super Greenlet<T>> callback) {
    links().add(Objects.requireNonNull(callback, "callback"), Links.Kind.VALUE);
  }

  /**
   * Like {@link #link}, but called only if this greenlet fails.
   *
   * @param callback told this greenlet
   */
  public void linkException(Consumer<? super Greenlet<T>> callback) {
    consumed = true;
    links().add(Objects.requireNonNull(callback, "callback"), Links.Kind.EXCEPTION);
  }

  /**
   * Takes a callback back. It is not called any more, unless that has begun.
   *
   * @param callback that has been linked, in whatever way; nothing happens if it was not
   */
  public void unlink(Consumer<? super Greenlet<T>> callback) {
    links().remove(callback);
  }

  private synchronized Links<T> links() {
    if (links == null) {
      links = new Links<>(this);
    }
    return links;
  }

  // -- several

  /**
   * Waits for several greenlets.
   *
   * @param greenlets whom to wait for
   * @param <G> type of the greenlets
   * @return all of them, each once, in the order in which they ended
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> List<G> joinAll(Collection<? extends G> greenlets)
      throws InterruptedException {
    return awaitAll(greenlets, null);
  }

  /**
   * Waits for several greenlets, but not longer than a time.
   *
   * @param greenlets whom to wait for
   * @param timeout the longest wait, zero or less only looks, null for no limit
   * @param <G> type of the greenlets
   * @return those that have ended, each once, in the order in which they did
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> List<G> joinAll(
      Collection<? extends G> greenlets, @Nullable Duration timeout) throws InterruptedException {
    return awaitAll(greenlets, timeout);
  }

  /**
   * Waits until so many of several greenlets have ended, but not longer than a time.
   *
   * @param greenlets whom to wait for
   * @param timeout the longest wait, zero or less only looks, null for no limit
   * @param count how many have to end
   * @param <G> type of the greenlets
   * @return the first that have ended, each once, in the order in which they did
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> List<G> joinAll(
      Collection<? extends G> greenlets, @Nullable Duration timeout, int count)
      throws InterruptedException {
    return awaitSome(greenlets, count, timeout);
  }

  /**
   * Waits for several greenlets, until one has failed. The others then go on.
   *
   * @param greenlets whom to wait for; how they end counts as told
   * @param timeout the longest wait, zero or less only looks, null for no limit
   * @param <G> type of the greenlets
   * @return those that have ended, each once, in the order in which they did
   * @throws ExecutionException with the exception of the first that failed as cause
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> List<G> joinAllOrThrow(
      Collection<? extends G> greenlets, @Nullable Duration timeout)
      throws InterruptedException, ExecutionException {
    greenlets.forEach(Greenlet::consume);
    List<G> ended = new ArrayList<>();
    try (ReadyOrder<G> order = new ReadyOrder<>(greenlets, timeout)) {
      for (G next = order.next(); next != null; next = order.next()) {
        Throwable exception = next.exception();
        if (exception != null) {
          throw new ExecutionException(exception);
        }
        ended.add(next);
      }
    }
    return ended;
  }

  /**
   * Waits for the first of several greenlets.
   *
   * @param greenlets whom to wait for
   * @param timeout the longest wait, zero or less only looks, null for no limit
   * @param <G> type of the greenlets
   * @return the first that has ended, null if none has in time or there are none
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <G extends Greenlet<?>> @Nullable G waitAny(
      Collection<? extends G> greenlets, @Nullable Duration timeout) throws InterruptedException {
    return awaitAny(greenlets, timeout);
  }

  /**
   * Gives several greenlets as they end, see {@link Waitable#asReady}.
   *
   * @param greenlets whom to wait for
   * @param <G> type of the greenlets
   * @return a sequential stream; close it to leave early
   */
  public static <G extends Greenlet<?>> Stream<G> asCompleted(Collection<? extends G> greenlets) {
    return asReady(greenlets, null);
  }

  // -- of this package

  /** Whoever calls this wants to know how it ends, so that nobody else need be told. */
  void consume() {
    consumed = true;
  }

  boolean isConsumed() {
    return consumed;
  }

  /** What it has ended with, not counting as told. */
  @Nullable Throwable endedWith() {
    Ending<T> known = ending;
    return known == null ? null : known.exception();
  }

  /** The hub of a greenlet that has begun, null otherwise. */
  synchronized @Nullable Hub hub() {
    return raw == null ? null : raw.hub();
  }

  @Override
  public String toString() {
    return "Greenlet[" + name + (isReady() ? ", ended]" : "]");
  }
}
