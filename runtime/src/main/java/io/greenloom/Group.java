package io.greenloom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of greenlets, to wait for them or kill them together. A greenlet that ends leaves it. For
 * any thread.
 *
 * <pre>{@code
 * try (Group group = new Group()) {
 *   for (URI page : pages) {
 *     group.spawn(() -> fetch(page));
 *   }
 *   group.join();
 * } // whoever is still there is killed
 * }</pre>
 *
 * <p>Methods that wait for all members, called by a member, do not wait for that one. gevent's
 * {@code Group}.
 */
public sealed class Group implements AutoCloseable, Iterable<Greenlet<?>> permits Pool {
  final Permits places;
  private final Members members;

  /** Creates an empty group. */
  public Group() {
    this(Permits.UNLIMITED, false);
  }

  /**
   * Creates an empty group.
   *
   * @param remembersFailure whether {@link #joinOrThrow} knows of members that have left
   */
  Group(int places, boolean remembersFailure) {
    this.places = new Permits(this, places);
    this.members = new Members(this, this.places, remembersFailure);
  }

  /**
   * Something to call for each element of an input.
   *
   * @param <A> type of the elements
   * @param <B> type of the results
   */
  @FunctionalInterface
  public interface ThrowingFunction<A extends @Nullable Object, B extends @Nullable Object> {
    /**
     * Calls it.
     *
     * @param element from the input
     * @return the result
     * @throws Exception whatever it likes; there is no result then
     */
    B apply(A element) throws Exception;
  }

  // -- members

  /**
   * Starts a greenlet as member, see {@link Greenlet#spawn(Callable)}.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws InterruptedException if the current thread is interrupted while it waits for a place,
   *     which only a {@link Pool} has not always
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body)
      throws InterruptedException {
    return started(Greenlet.builder().unstarted(body));
  }

  /**
   * Starts a greenlet that returns nothing as member, see {@link #spawn(Callable)}.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws InterruptedException if the current thread is interrupted while it waits for a place
   */
  public Greenlet<@Nullable Void> spawn(Greenlet.Task task) throws InterruptedException {
    return started(Greenlet.builder().unstarted(task));
  }

  /**
   * Starts a greenlet with a name as member, see {@link #spawn(Callable)}.
   *
   * @param name its name, also that of its thread
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws InterruptedException if the current thread is interrupted while it waits for a place
   */
  public <T extends @Nullable Object> Greenlet<T> spawn(String name, Callable<T> body)
      throws InterruptedException {
    return started(Greenlet.builder().name(name).unstarted(body));
  }

  /**
   * Starts a greenlet with a name that returns nothing as member, see {@link #spawn(Callable)}.
   *
   * @param name its name, also that of its thread
   * @param task what it runs
   * @return the started greenlet
   * @throws InterruptedException if the current thread is interrupted while it waits for a place
   */
  public Greenlet<@Nullable Void> spawn(String name, Greenlet.Task task)
      throws InterruptedException {
    return started(Greenlet.builder().name(name).unstarted(task));
  }

  private <T extends @Nullable Object> Greenlet<T> started(Greenlet<T> greenlet)
      throws InterruptedException {
    start(greenlet);
    return greenlet;
  }

  /**
   * Makes a greenlet a member and starts it.
   *
   * @param greenlet that has not been started; otherwise it is only added
   * @throws InterruptedException if the current thread is interrupted while it waits for a place
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public void start(Greenlet<?> greenlet) throws InterruptedException {
    add(greenlet);
    startMember(greenlet);
  }

  /** Starts a member, which leaves again if that does not work. */
  final void startMember(Greenlet<?> greenlet) {
    boolean started = false;
    try {
      greenlet.start();
      started = true;
    } finally {
      if (!started) {
        boolean ignored = members.discard(greenlet);
      }
    }
  }

  /**
   * Makes a greenlet a member until it ends. Nothing happens if it is one or has ended.
   *
   * @param greenlet started or not
   * @throws InterruptedException if the current thread is interrupted while it waits for a place
   * @throws IllegalStateException if this is closed
   */
  public void add(Greenlet<?> greenlet) throws InterruptedException {
    boolean ignored = add(greenlet, Waiter.FOR_EVER);
  }

  /** The same with a limit in nanoseconds; returns whether there was a place in time. */
  final boolean add(Greenlet<?> greenlet, long nanos) throws InterruptedException {
    return members.add(Objects.requireNonNull(greenlet, "greenlet"), nanos);
  }

  /** The same without waiting. */
  final boolean tryAdd(Greenlet<?> greenlet) {
    return members.tryAdd(Objects.requireNonNull(greenlet, "greenlet"));
  }

  /**
   * Ends a membership. The greenlet goes on.
   *
   * @param greenlet a member; nothing happens if it is none
   * @return whether it was one
   */
  public boolean discard(Greenlet<?> greenlet) {
    return members.discard(Objects.requireNonNull(greenlet, "greenlet"));
  }

  /** {@return how many members there are} */
  public int size() {
    return members.size();
  }

  /** {@return whether there are no members} */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Asks for a member.
   *
   * @param greenlet which
   * @return whether it is one
   */
  public boolean contains(Greenlet<?> greenlet) {
    return members.contains(Objects.requireNonNull(greenlet, "greenlet"));
  }

  /** {@return an iterator over those who are members now, in the order in which they came} */
  @Override
  public Iterator<Greenlet<?>> iterator() {
    return Collections.unmodifiableList(members.list()).iterator();
  }

  // -- waiting for them

  /**
   * Waits until there have been no members for a moment.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void join() throws InterruptedException {
    boolean ignored = members.join(Waiter.FOR_EVER);
  }

  /**
   * Waits until there have been no members for a moment, but not longer than a time.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return whether there were none at some time
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return members.join(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  /**
   * Waits until there have been no members for a moment, or one has failed. The others then go on.
   * Members that have failed before are not known any more.
   *
   * @param limit the longest wait, zero or less only looks, null for no limit
   * @return whether there were none at some time
   * @throws ExecutionException with the exception of the first that failed as cause
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean joinOrThrow(@Nullable Duration limit)
      throws InterruptedException, ExecutionException {
    Object outcome = members.joinOrFailed(Waiter.nanos(limit));
    if (outcome instanceof Greenlet<?> failed) {
      throw new ExecutionException(failed.exception());
    }
    return outcome != null;
  }

  // -- killing them

  /**
   * Kills all members with a {@link GreenletExit} each, and waits until there are none, see {@link
   * #kill(Throwable, Duration)}.
   *
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public void kill() throws InterruptedException {
    boolean ignored = members.kill(GreenletExit::new, Waiter.FOR_EVER);
  }

  /**
   * Throws something in all members, and in those who come meanwhile, and waits until there are
   * none. Each member is killed only once by its group: who goes on nevertheless is only waited for
   * when this is called again. A member that calls this is the last, and gets it at once.
   *
   * @param exception what to throw
   * @param limit the longest wait, zero for not at all, null for no limit
   * @return whether there were no members at some time
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public boolean kill(Throwable exception, @Nullable Duration limit) throws InterruptedException {
    Objects.requireNonNull(exception, "exception");
    return members.kill(() -> exception, Waiter.nanos(limit));
  }

  /**
   * Kills one member, unless it has been by this group, and waits until it has ended.
   *
   * @param greenlet a member; nothing happens if it is none
   * @return whether it was one
   * @throws InterruptedException if the current thread is interrupted while it waits
   */
  public boolean killOne(Greenlet<?> greenlet) throws InterruptedException {
    Objects.requireNonNull(greenlet, "greenlet");
    boolean member = members.killOne(greenlet, new GreenletExit());
    if (member) {
      greenlet.join();
    }
    return member;
  }

  /**
   * Kills all members and waits for them; nobody can become one any more. An interrupt does not end
   * the wait; the current thread is interrupted afterwards.
   */
  @Override
  public void close() {
    close(null);
  }

  /** The same, throwing a certain exception, or a {@link GreenletExit} in each. */
  final void close(@Nullable Throwable exception) {
    members.close(() -> exception != null ? exception : new GreenletExit());
  }

  // -- calling functions

  /**
   * Calls something in a new member and waits for the result. Called by a member it is called at
   * once, in that one: a pool that is full of members that wait for a place would never get empty.
   *
   * @param body what to call
   * @param <T> type of the result
   * @return the result, null if the new member was killed
   * @throws ExecutionException with what the call threw as cause; an error that is thrown in a
   *     member is thrown as it is, as it may be meant for that
   * @throws InterruptedException if the current thread is interrupted; the call then goes on
   */
  public <T extends @Nullable Object> T apply(Callable<T> body)
      throws InterruptedException, ExecutionException {
    Objects.requireNonNull(body, "body");
    if (!isOfMember()) {
      return spawn(body).get();
    }
    try {
      return body.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new ExecutionException(e);
    }
  }

  private boolean isOfMember() {
    return members.contains(Greenlet.current());
  }

  /**
   * Calls something in a new member, and then something with its result, unless it failed or was
   * killed. Does not wait: if there is no place it is for another greenlet to do so, and the call
   * is no member until then.
   *
   * @param body what to call
   * @param callback what to call with the result, in a greenlet of its own outside of the group
   * @param <T> type of the result
   * @return the greenlet that calls the body; it fails if this is closed before there is a place
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> applyAsync(
      Callable<T> body, Consumer<? super T> callback) {
    Objects.requireNonNull(callback, "callback");
    Greenlet<T> greenlet = Greenlet.builder().unstarted(body);
    greenlet.linkValue(ended -> acceptValue(ended, callback));
    if (tryAdd(greenlet)) {
      startMember(greenlet);
    } else {
      Greenlet<?> ignored =
          Greenlet.spawn("start of " + greenlet.name(), () -> startOrFail(greenlet));
    }
    return greenlet;
  }

  @SuppressWarnings("NullAway") // null if T allows it
  private static <T extends @Nullable Object> void acceptValue(
      Greenlet<T> ended, Consumer<? super T> callback) {
    if (ended.endedWith() == null) {
      callback.accept(ended.value());
    }
  }

  private void startOrFail(Greenlet<?> greenlet) {
    try {
      start(greenlet);
    } catch (Throwable e) {
      greenlet.throwIn(e); // whoever asks for the result wants to know
    }
  }

  /**
   * Calls a function for each element of an input, each in a new member, and waits for the results.
   *
   * @param function what to call
   * @param input its elements are taken by another greenlet, while there are places
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return the results in the order of the input
   * @throws ExecutionException with what was thrown for the first element that has no result as
   *     cause; those that are still running are killed then
   * @throws InterruptedException if the current thread is interrupted; those that are still running
   *     are killed
   */
  public <A extends @Nullable Object, B extends @Nullable Object> List<B> map(
      ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input)
      throws InterruptedException, ExecutionException {
    List<B> results = new ArrayList<>();
    try (Mapping<A, B> mapping = mapping(function, input, true, Permits.UNLIMITED)) {
      for (Ending<B> next = mapping.next(); next != null; next = mapping.next()) {
        results.add(next.get());
      }
    }
    return results;
  }

  /**
   * Calls a function for each element of an input, each in a new member, and gives the results in
   * the order of the input, see {@link #imap(ThrowingFunction, Iterable, int)}. As many results as
   * there are may be waiting to be taken.
   *
   * @param function what to call
   * @param input its elements are taken by another greenlet, while there are places
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return a sequential stream; close it to leave early
   */
  public <A extends @Nullable Object, B extends @Nullable Object> Stream<B> imap(
      ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input) {
    return stream(mapping(function, input, true, Permits.UNLIMITED));
  }

  /**
   * Calls a function for each element of an input, each in a new member, and gives the results in
   * the order of the input. It begins at once; the input may be slow, and without end.
   *
   * <p>What is thrown for an element, also a kill, is thrown as cause of a {@link
   * CompletionException} when its result is to be taken; {@link Stream#iterator} goes on with the
   * next one then. If the input throws something, that is the last element. Close the stream to
   * leave early: that kills those that are still running. An interrupt while it waits closes it and
   * is thrown as {@link java.util.concurrent.CancellationException}, with the thread's interrupt
   * status set.
   *
   * @param function what to call
   * @param input its elements are taken by another greenlet, while there are places
   * @param maxSize how many results, still to come or waiting to be taken, there may be
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return a sequential stream, to be used by one thread
   * @throws IllegalArgumentException if there may be none
   */
  public <A extends @Nullable Object, B extends @Nullable Object> Stream<B> imap(
      ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input, int maxSize) {
    return stream(mapping(function, input, true, maxSize));
  }

  /**
   * Like {@link #imap(ThrowingFunction, Iterable)}, but gives the results as they come.
   *
   * @param function what to call
   * @param input its elements are taken by another greenlet, while there are places
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return a sequential stream; close it to leave early
   */
  public <A extends @Nullable Object, B extends @Nullable Object> Stream<B> imapUnordered(
      ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input) {
    return stream(mapping(function, input, false, Permits.UNLIMITED));
  }

  /**
   * Like {@link #imap(ThrowingFunction, Iterable, int)}, but gives the results as they come.
   *
   * @param function what to call
   * @param input its elements are taken by another greenlet, while there are places
   * @param maxSize how many results, still to come or waiting to be taken, there may be
   * @param <A> type of the elements
   * @param <B> type of the results
   * @return a sequential stream, to be used by one thread
   * @throws IllegalArgumentException if there may be none
   */
  public <A extends @Nullable Object, B extends @Nullable Object> Stream<B> imapUnordered(
      ThrowingFunction<? super A, ? extends B> function, Iterable<? extends A> input, int maxSize) {
    return stream(mapping(function, input, false, maxSize));
  }

  private <A extends @Nullable Object, B extends @Nullable Object> Mapping<A, B> mapping(
      ThrowingFunction<? super A, ? extends B> function,
      Iterable<? extends A> input,
      boolean ordered,
      int maxSize) {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(input, "input");
    if (maxSize < 1) {
      throw new IllegalArgumentException("there has to be room for a result: " + maxSize);
    }
    return new Mapping<>(this, function, input, ordered, maxSize);
  }

  private static <B extends @Nullable Object> Stream<B> stream(Mapping<?, B> mapping) {
    return Streams.of(mapping::next, mapping::close);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + size()
        + "]";
  }
}
