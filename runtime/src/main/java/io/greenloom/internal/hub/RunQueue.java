package io.greenloom.internal.hub;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Greenlets that are ready to run on one hub, first in, first out; any thread adds. */
abstract sealed class RunQueue {
  abstract void add(RawGreenlet greenlet);

  /** The first one, which is taken out, or null. */
  abstract @Nullable RawGreenlet poll();

  abstract boolean isEmpty();

  /** How many there are, or so many that it makes no difference; an estimate. */
  abstract int size();

  /** How many there are, however long it takes; an estimate. */
  int count() {
    return size();
  }

  /** A queue that only its hub's owner takes from. */
  static final class Owned extends RunQueue {
    private static final int CHUNK = 1024;

    private final MpscUnboundedVarHandleArrayQueue<RawGreenlet> queue =
        new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

    @Override
    void add(RawGreenlet greenlet) {
      queue.offer(greenlet);
    }

    @Override
    @Nullable RawGreenlet poll() {
      return queue.poll();
    }

    /** The first one, which stays in, or null; the hub's owner. */
    @Nullable RawGreenlet peek() {
      return queue.peek();
    }

    @Override
    boolean isEmpty() {
      return queue.isEmpty();
    }

    @Override
    int size() {
      return queue.size();
    }
  }

  /**
   * A queue that other hubs steal from: an array, and a list for what does not fit. Something is
   * added to the list, too, while the list is not empty, and the array is emptied first, so that
   * the order stays all but the same.
   */
  static final class Stealable extends RunQueue {
    private static final int CAPACITY = 4096;

    private final MpmcVarHandleArrayQueue<RawGreenlet> array =
        new MpmcVarHandleArrayQueue<>(CAPACITY);
    private final ConcurrentLinkedQueue<RawGreenlet> overflow = new ConcurrentLinkedQueue<>();

    @Override
    void add(RawGreenlet greenlet) {
      if (!overflow.isEmpty() || !array.offer(greenlet)) {
        overflow.add(greenlet);
      }
    }

    @Override
    @Nullable RawGreenlet poll() {
      RawGreenlet first = array.poll();
      return first != null ? first : overflow.poll();
    }

    @Override
    boolean isEmpty() {
      return array.isEmpty() && overflow.isEmpty();
    }

    @Override
    int size() {
      return overflow.isEmpty() ? array.size() : CAPACITY;
    }

    @Override
    int count() {
      return array.size() + overflow.size();
    }
  }
}
