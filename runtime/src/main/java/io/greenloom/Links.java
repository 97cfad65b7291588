package io.greenloom;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of one greenlet that have not been called yet.
 *
 * @param <T> type of the greenlet's result
 */
final class Links<T extends @Nullable Object> {
  private final Greenlet<T> source;

  /** Guarded by itself. */
  private final List<Link> links = new ArrayList<>(1);

  Links(Greenlet<T> source) {
    this.source = source;
  }

  /** When a callback is called. */
  enum Kind {
    ANY,
    VALUE,
    EXCEPTION;

    boolean fits(boolean failed) {
      return this == ANY || failed == (this == EXCEPTION);
    }
  }

  void add(Consumer<? super Greenlet<T>> callback, Kind kind) {
    Link link = new Link(callback, kind);
    synchronized (links) {
      links.add(link);
    }
    source.onReady(link);
  }

  /** Takes back what was added first with a callback. */
  void remove(Consumer<? super Greenlet<T>> callback) {
    Link found = null;
    synchronized (links) {
      for (Link link : links) {
        if (link.callback.equals(callback)) {
          found = link;
          break;
        }
      }
      links.remove(found);
    }
    if (found != null) {
      boolean ignored = source.forget(found);
    }
  }

  /** Takes one out to call it; returns false if it has been taken back. */
  private boolean take(Link link) {
    synchronized (links) {
      return links.remove(link);
    }
  }

  private final class Link extends Waitable.Notice {
    private final Consumer<? super Greenlet<T>> callback;
    private final Kind kind;

    Link(Consumer<? super Greenlet<T>> callback, Kind kind) {
      this.callback = callback;
      this.kind = kind;
    }

    /** A greenlet of its own: the callback may block, and take back others that come later. */
    @Override
    void ready(Waitable waitable) {
      if (kind.fits(!source.isSuccessful())) {
        callOnGreenlet();
      } else {
        boolean ignored = take(this);
      }
    }

    private void callOnGreenlet() {
      try {
        Greenlet.spawn("link of " + source.name(), this::call);
      } catch (IllegalStateException | OutOfMemoryError e) {
        callHere(); // without Greenloom, or without memory: better here than never
      }
    }

    private void callHere() {
      try {
        call();
      } catch (RuntimeException | Error e) {
        UnconsumedErrors.print("link of " + source.name(), e);
      }
    }

    private void call() {
      if (take(this)) {
        callback.accept(source);
      }
    }
  }
}
