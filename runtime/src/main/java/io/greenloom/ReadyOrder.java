package io.greenloom;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several objects in the order in which they become ready. Used by one thread, which waits in
 * {@link #next}; the objects tell theirs from any thread.
 *
 * @param <W> type of the objects
 */
final class ReadyOrder<W extends Waitable> implements AutoCloseable {
  private final long start = System.nanoTime();
  private final long limit;
  private final Collection<? extends W> objects;
  private final List<Entry> open = new ArrayList<>();
  private final int count;
  private int given;

  /** Guarded by itself. */
  private final ArrayDeque<W> ready = new ArrayDeque<>();

  /** Of the thread that waits for the next one; guarded by {@link #ready}. */
  private @Nullable Waiter waiter;

  ReadyOrder(Collection<? extends W> objects, @Nullable Duration limit) {
    this.limit = Waiter.nanos(limit);
    this.objects = objects;
    Set<W> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    objects.forEach(object -> Objects.requireNonNull(object, "one of the objects"));
    for (W object : objects) {
      if (distinct.add(object)) {
        Entry entry = new Entry(object);
        open.add(entry);
        object.onReady(entry);
      }
    }
    this.count = distinct.size();
  }

  private final class Entry extends Waitable.Notice {
    private final W object;

    Entry(W object) {
      this.object = object;
    }

    @Override
    void ready(Waitable waitable) {
      synchronized (ready) {
        ready.add(object);
        if (waiter != null) {
          boolean ignored = waiter.fire(object);
        }
      }
    }
  }

  /** Waits for the next one; null if there is none or the time is over. */
  @Nullable W next() throws InterruptedException {
    if (given == count) {
      return null;
    }
    Waiter mine;
    synchronized (ready) {
      if (!ready.isEmpty()) {
        given++;
        return ready.poll();
      }
      mine = new Waiter(objects);
      waiter = mine;
    }
    try {
      Object fired =
          mine.await(limit < 0 ? limit : Math.max(0, limit - (System.nanoTime() - start)));
      if (fired == null) {
        return null;
      }
    } finally {
      synchronized (ready) {
        waiter = null;
      }
    }
    return next();
  }

  /** Leaves nothing behind with the objects. */
  @Override
  public void close() {
    for (Entry entry : open) {
      boolean ignored = entry.object.forget(entry);
    }
    open.clear();
  }
}
