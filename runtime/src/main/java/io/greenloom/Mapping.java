package io.greenloom;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function for each element of an input, in greenlets of a group, and gives the results to
 * one reader, which waits in {@link #next}.
 *
 * <p>A feeder, a greenlet outside of the group, takes elements from the input and starts greenlets,
 * while the group has places and not too many results are unread. The results are queued as they
 * come or, if the order counts, when their greenlets are started; then the reader waits for the
 * first in the queue.
 *
 * @param <A> type of the elements
 * @param <B> type of the results
 */
final class Mapping<A extends @Nullable Object, B extends @Nullable Object>
    implements AutoCloseable {
  private final Group group;
  private final Group.ThrowingFunction<? super A, ? extends B> function;
  private final Iterable<? extends A> input;
  private final boolean ordered;

  /** Of results that are not read yet. */
  private final Permits room;

  private final Greenlet<?> feeder;

  /** Guarded by this, as all that follows. */
  private final ArrayDeque<Result> results = new ArrayDeque<>();

  private final Set<Result> running = new LinkedHashSet<>();

  /** Whether the feeder has started the last one. */
  private boolean complete;

  private boolean closed;

  /** Of the reader, while it waits. */
  private @Nullable Waiter reader;

  /**
   * Starts the feeder.
   *
   * @param room for so many results that are not read yet, those of running greenlets included
   */
  Mapping(
      Group group,
      Group.ThrowingFunction<? super A, ? extends B> function,
      Iterable<? extends A> input,
      boolean ordered,
      int room) {
    this.group = group;
    this.function = function;
    this.input = input;
    this.ordered = ordered;
    this.room = new Permits(this, room);
    this.feeder = Greenlet.builder().name("feeder of " + group).unstarted(this::feed);
    feeder.start();
  }

  private final class Result extends Waitable.Notice {
    private final @Nullable Greenlet<B> greenlet;
    private @Nullable Ending<B> ending;

    Result(Greenlet<B> greenlet) {
      this.greenlet = greenlet;
    }

    /** For what no greenlet has ended with. */
    Result(Throwable failure) {
      this.greenlet = null;
      this.ending = new Ending<>(null, failure);
    }

    @Override
    void ready(Waitable waitable) {
      if (greenlet != null) {
        greenlet.consume();
        ended(this, new Ending<>(greenlet.value(), greenlet.endedWith()));
      }
    }
  }

  // -- the feeder

  private void feed() {
    Throwable failure = null;
    try {
      Iterator<? extends A> elements = input.iterator();
      boolean more = room.acquire(Waiter.FOR_EVER) && elements.hasNext();
      while (more) {
        start(elements.next());
        Greenlet.yieldNow(); // the input may be endless
        more = room.acquire(Waiter.FOR_EVER) && elements.hasNext();
      }
    } catch (Throwable e) {
      failure = e; // of the input, or of whoever kills the feeder
    }
    synchronized (this) {
      complete = true;
      if (failure != null && !closed) {
        results.add(new Result(failure));
      }
      wakeReader();
    }
  }

  private void start(A element) throws InterruptedException {
    Greenlet<B> greenlet = Greenlet.builder().unstarted(() -> function.apply(element));
    group.start(greenlet);
    Result result = new Result(greenlet);
    boolean late;
    synchronized (this) {
      late = closed;
      running.add(result);
      if (ordered) {
        results.add(result);
      }
    }
    greenlet.onReady(result);
    if (late) {
      greenlet.throwIn(new GreenletExit());
    }
  }

  private synchronized void ended(Result result, Ending<B> ending) {
    result.ending = ending;
    running.remove(result);
    if (!ordered) {
      results.add(result);
    }
    wakeReader();
  }

  private void wakeReader() {
    if (reader != null) {
      boolean ignored = reader.fire(this);
    }
  }

  // -- the reader

  /** Waits for the next result, or what is to be thrown in its place; null if there is none. */
  @Nullable Ending<B> next() throws InterruptedException {
    while (true) {
      Waiter mine;
      synchronized (this) {
        Result first = results.peek();
        if (first != null && first.ending != null) {
          results.remove();
          room.release();
          return first.ending;
        }
        if (closed || (complete && results.isEmpty() && running.isEmpty())) {
          return null;
        }
        mine = new Waiter(this);
        reader = mine;
      }
      try {
        Object ignored = mine.await(Waiter.FOR_EVER);
      } finally {
        synchronized (this) {
          reader = null;
        }
      }
    }
  }

  /** Kills the feeder and what is still running; does not wait for that. */
  @Override
  public void close() {
    List<Greenlet<?>> killed = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      results.clear();
      for (Result result : running) {
        if (result.greenlet != null) {
          killed.add(result.greenlet);
        }
      }
      wakeReader();
    }
    feeder.throwIn(new GreenletExit());
    for (Greenlet<?> greenlet : killed) {
      greenlet.throwIn(new GreenletExit());
    }
  }

  @Override
  public String toString() {
    return "results of " + group;
  }
}
