package io.greenloom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several things and does the one that is possible first: gets from one of several
 * channels, puts to one, or goes on because a {@link Waitable} is ready. If several are possible,
 * it is the one that was named first. The others are left as if they had not been tried.
 *
 * <pre>{@code
 * String next = Select.<String>create()
 *     .onGet(jobs, job -> "a job: " + job)
 *     .onPut(results, result, () -> "the result is delivered")
 *     .onReady(stop, () -> "stopped")
 *     .await();
 * }</pre>
 *
 * <p>Built by one thread; then any thread may wait, and more than once. After Go's {@code select};
 * gevent has nothing like it.
 *
 * @param <R> type of what the chosen one returns, which cannot be null
 */
public final class Select<R> {
  private final List<Case<?, R>> cases = new ArrayList<>();

  private Select() {}

  /**
   * Starts with nothing to wait for.
   *
   * @param <R> type of what the chosen one returns
   * @return a new select
   */
  public static <R> Select<R> create() {
    return new Select<>();
  }

  /**
   * Adds: get an item from a channel.
   *
   * @param channel the channel
   * @param then what to do with the item; called by the thread that waits
   * @param <T> type of the item
   * @return this
   */
  public <T> Select<R> onGet(Channel<T> channel, Function<? super T, ? extends R> then) {
    cases.add(new Get<>(channel, then));
    return this;
  }

  /**
   * Adds: put an item to a channel.
   *
   * @param channel the channel
   * @param item the item
   * @param then what to do when somebody has got it; called by the thread that waits
   * @param <T> type of the item
   * @return this
   */
  public <T> Select<R> onPut(Channel<T> channel, T item, Supplier<? extends R> then) {
    cases.add(new Put<>(channel, Objects.requireNonNull(item, "item"), then));
    return this;
  }

  /**
   * Adds: go on when something is ready.
   *
   * @param waitable an event, a result or a greenlet
   * @param then what to do then; called by the thread that waits
   * @return this
   */
  public Select<R> onReady(Waitable waitable, Supplier<? extends R> then) {
    cases.add(new Ready<>(waitable, then));
    return this;
  }

  /**
   * Waits until one of them is possible, and does it.
   *
   * @return what it returned
   * @throws IllegalStateException if there is nothing to wait for
   * @throws InterruptedException if the current thread is interrupted; then none is done
   */
  public R await() throws InterruptedException {
    return await(Waiter.FOR_EVER).orElseThrow();
  }

  /**
   * Waits until one of them is possible, but not longer than a time, and does it.
   *
   * @param timeout the longest wait; zero or less only looks
   * @return what it returned, empty if none was possible in time
   * @throws IllegalStateException if there is nothing to wait for
   * @throws InterruptedException if the current thread is interrupted; then none is done
   */
  public Optional<R> await(Duration timeout) throws InterruptedException {
    return await(Waiter.nanos(Objects.requireNonNull(timeout, "timeout")));
  }

  private Optional<R> await(long nanos) throws InterruptedException {
    if (cases.isEmpty()) {
      throw new IllegalStateException("a select without a case would wait for ever: add one");
    }
    return Optional.ofNullable(new Attempt<>(List.copyOf(cases)).await(nanos));
  }

  /** Something to wait for, and what to do then. */
  private abstract static class Case<T, R> {
    /** Null if it is not about a channel. */
    final @Nullable Channel<T> channel;

    Case(@Nullable Channel<T> channel) {
      this.channel = channel;
    }

    /** Does it if it is possible now, with the lock of its channel. Returns what to call then. */
    abstract @Nullable Supplier<? extends R> now();

    /** Says that it shall be done, with the lock of its channel. */
    abstract Wait<R> queue(Waiter waiter);
  }

  /** A case that an attempt waits for. */
  private interface Wait<R> {
    /**
     * What to call when the waiter was fired with something, null if that was not for this case.
     */
    @Nullable Supplier<? extends R> after(Object fired);

    /** Takes it back. */
    void leave();
  }

  /** Waits for a channel. */
  private record OfferWait<T, R>(
      Channel<T> channel,
      WaitList<Channel.Offer<T>> side,
      Channel.Offer<T> offer,
      Supplier<? extends R> then)
      implements Wait<R> {
    @Override
    public @Nullable Supplier<? extends R> after(Object fired) {
      return fired.equals(offer) ? then : null;
    }

    @Override
    public void leave() {
      synchronized (channel) {
        boolean ignored = side.remove(offer);
      }
    }
  }

  private static final class Get<T, R> extends Case<T, R> {
    private final Channel<T> from;
    private final Function<? super T, ? extends R> then;

    Get(Channel<T> channel, Function<? super T, ? extends R> then) {
      super(channel);
      this.from = channel;
      this.then = Objects.requireNonNull(then, "then");
    }

    @Override
    @Nullable Supplier<? extends R> now() {
      T item = from.getNow();
      return item == null ? null : () -> then.apply(item);
    }

    @Override
    Wait<R> queue(Waiter waiter) {
      Channel.Offer<T> offer = new Channel.Offer<>(waiter, null);
      from.getters().add(offer);
      return new OfferWait<>(
          from, from.getters(), offer, () -> then.apply(Objects.requireNonNull(offer.item)));
    }
  }

  private static final class Put<T, R> extends Case<T, R> {
    private final Channel<T> to;
    private final T item;
    private final Supplier<? extends R> then;

    Put(Channel<T> channel, T item, Supplier<? extends R> then) {
      super(channel);
      this.to = channel;
      this.item = item;
      this.then = Objects.requireNonNull(then, "then");
    }

    @Override
    @Nullable Supplier<? extends R> now() {
      if (!to.putNow(item)) {
        return null;
      }
      return () -> {
        Waiter.yieldQuietly(); // see Channel.put
        return then.get();
      };
    }

    @Override
    Wait<R> queue(Waiter waiter) {
      Channel.Offer<T> offer = new Channel.Offer<>(waiter, item);
      to.putters().add(offer);
      return new OfferWait<>(to, to.putters(), offer, then);
    }
  }

  private static final class Ready<R> extends Case<Object, R> {
    private final Waitable waitable;
    private final Supplier<? extends R> then;

    Ready(Waitable waitable, Supplier<? extends R> then) {
      super(null);
      this.waitable = Objects.requireNonNull(waitable, "waitable");
      this.then = Objects.requireNonNull(then, "then");
    }

    @Override
    @Nullable Supplier<? extends R> now() {
      return waitable.isReady() ? then : null;
    }

    @Override
    Wait<R> queue(Waiter waiter) {
      Waitable.Notice notice =
          new Waitable.Notice() {
            @Override
            void ready(Waitable readyNow) {
              boolean ignored = waiter.fire(this);
            }
          };
      waitable.onReady(notice);
      return new Wait<>() {
        @Override
        public @Nullable Supplier<? extends R> after(Object fired) {
          return fired.equals(notice) ? then : null;
        }

        @Override
        public void leave() {
          boolean ignored = waitable.forget(notice);
        }
      };
    }
  }

  /**
   * One call of await. It holds the locks of all its channels, taken in the order of their numbers,
   * from its first look until it is queued everywhere: so nobody can come in between, and while it
   * looks nobody can meet it. Once queued, it is met once, because all its offers have one waiter.
   */
  private static final class Attempt<R> {
    private final List<Case<?, R>> cases;
    private final List<Channel<?>> channels;
    private final Waiter waiter = new Waiter(this);
    private final List<Wait<R>> waits = new ArrayList<>();

    Attempt(List<Case<?, R>> cases) {
      this.cases = cases;
      List<Channel<?>> all = new ArrayList<>();
      for (Case<?, R> each : cases) {
        if (each.channel != null && !all.contains(each.channel)) {
          all.add(each.channel);
        }
      }
      all.sort(Comparator.comparingLong(channel -> channel.number));
      this.channels = all;
    }

    @Nullable R await(long nanos) throws InterruptedException {
      Supplier<? extends R> chosen = lookLocking(0, nanos != 0);
      if (chosen == null && nanos != 0) {
        chosen = awaitQueued(nanos);
      }
      return chosen == null ? null : Objects.requireNonNull(chosen.get(), "what was chosen");
    }

    private @Nullable Supplier<? extends R> lookLocking(int next, boolean queues) {
      if (next == channels.size()) {
        return look(queues);
      }
      synchronized (channels.get(next)) {
        return lookLocking(next + 1, queues);
      }
    }

    private @Nullable Supplier<? extends R> look(boolean queues) {
      for (Case<?, R> each : cases) {
        Supplier<? extends R> possible = each.now();
        if (possible != null) {
          return possible;
        }
      }
      if (queues) {
        for (Case<?, R> each : cases) {
          waits.add(each.queue(waiter));
        }
      }
      return null;
    }

    private @Nullable Supplier<? extends R> awaitQueued(long nanos) throws InterruptedException {
      try {
        Object fired = waiter.await(nanos);
        if (fired != null) {
          for (Wait<R> wait : waits) {
            Supplier<? extends R> chosen = wait.after(fired);
            if (chosen != null) {
              return chosen;
            }
          }
        }
        return null;
      } finally {
        waits.forEach(Wait::leave);
      }
    }

    @Override
    public String toString() {
      return "select of " + cases.size() + (cases.size() == 1 ? " case" : " cases");
    }
  }
}
