package io.greenloom.internal.hub;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Who has been let go in vain, in the order of that. A ring without locks that forgets the oldest
 * when it is full: what is lost is a hint only.
 *
 * <p>Any thread adds and removes. A slot is written by who has got its place from {@code next}, and
 * cleared by CAS of what was put there, so that nobody clears what a later one has written. Who
 * looks may miss one that is being added.
 */
class VainWaits {
  private static final int CAPACITY = 1024;

  private final AtomicReferenceArray<@Nullable VainWait> ring =
      new AtomicReferenceArray<>(CAPACITY);

  /** The place of the next one; places count up for ever. */
  private final AtomicLong next = new AtomicLong();

  /** The place of the first one that may still be there, an estimate; who looks. */
  private volatile long first;

  /** Adds one at the end, whether it is somewhere before or not. */
  void moveToEnd(VainWait wait) {
    remove(wait);
    long place = next.getAndIncrement();
    wait.moveTo(place);
    ring.setRelease(slot(place), wait);
  }

  void remove(VainWait wait) {
    long place = wait.place();
    if (place != VainWait.NOWHERE) {
      wait.moveTo(VainWait.NOWHERE);
      boolean ignored = ring.compareAndSet(slot(place), wait, null);
    }
  }

  /** Takes one away that is not where it should be. */
  void forget(long place, VainWait wait) {
    boolean ignored = ring.compareAndSet(slot(place), wait, null);
  }

  /** Whether it has been added, and not been forgotten since; an estimate. */
  boolean contains(VainWait wait) {
    return wait.place() >= Math.max(first, next.get() - CAPACITY);
  }

  /** The place of the first one, or {@link #end}; one thread at a time. */
  long first() {
    long end = next.get();
    long place = Math.max(first, end - CAPACITY);
    while (place < end && at(place) == null) {
      place++;
    }
    first = place;
    return place;
  }

  boolean isEmpty() {
    long end = next.get();
    for (long place = Math.max(first, end - CAPACITY); place < end; place++) {
      if (at(place) != null) {
        return false;
      }
    }
    return true;
  }

  long end() {
    return next.get();
  }

  /** The one with that place, or null. */
  @Nullable VainWait at(long place) {
    return ring.getAcquire(slot(place));
  }

  private static int slot(long place) {
    return (int) (place & (CAPACITY - 1));
  }
}
