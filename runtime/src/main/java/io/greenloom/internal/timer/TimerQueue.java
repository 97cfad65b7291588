package io.greenloom.internal.timer;

import java.util.Arrays;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The pending timers of one hub: a heap by deadline in which each timer knows its place, so that
 * arming and cancelling are O(log n) and cancelled timers do not pile up. Each has four below it,
 * and the deadlines are in an array of their own: finding the earliest of four touches one cache
 * line and no timer.
 *
 * <p>The heap belongs to the hub's carrier. Other threads may arm and cancel too: they leave the
 * timer in an inbox that the carrier empties before it looks at the heap, and it is up to the hub
 * to wake the carrier for it. A timer that is cancelled from elsewhere before the carrier has seen
 * it is dropped when the inbox is emptied.
 */
public final class TimerQueue {
  /** Longest delay: far enough from overflow for differences of {@link System#nanoTime}. */
  private static final long MAX_DELAY = Long.MAX_VALUE / 2;

  private static final int INITIAL_CAPACITY = 64;
  private static final int CHILDREN_BITS = 2;
  private static final int CHILDREN = 1 << CHILDREN_BITS;

  /** Cancelled timers that may lie in the inbox of a hub that sleeps. */
  private static final int MOST_CANCELLED = 1_000;

  private final Access access;
  private final MpscUnboundedVarHandleArrayQueue<Timer> inbox =
      new MpscUnboundedVarHandleArrayQueue<>(64);

  private @Nullable Timer[] heap = new Timer[INITIAL_CAPACITY];

  /** Those of the timers in {@link #heap}, at the same places. */
  private long[] deadlines = new long[INITIAL_CAPACITY];

  private int size;

  /** How threads other than the loop itself get at the heap. */
  public interface Access {
    /**
     * Makes the calling thread the hub's owner, if it is a greenlet's on the hub's carrier.
     *
     * @return whether it is now; {@link #leave} must follow then, soon
     */
    boolean enter();

    /** Ends what {@link #enter} began. */
    void leave();

    /** Makes the owner call {@link #nextDue} soon. */
    void wake();
  }

  /**
   * Creates an empty queue.
   *
   * @param access to the heap
   */
  public TimerQueue(Access access) {
    this.access = access;
  }

  /**
   * Arms a timer; any thread.
   *
   * @param command runs in the loop when the time is over; must not block
   * @param now the {@link System#nanoTime} from which the delay counts
   * @param delay nanoseconds
   * @return the timer
   */
  public Timer schedule(Runnable command, long now, long delay) {
    Timer timer = new Timer(this, command, now + Math.clamp(delay, 0, MAX_DELAY));
    if (access.enter()) {
      try {
        add(timer);
      } finally {
        access.leave();
      }
    } else {
      hand(timer);
    }
    return timer;
  }

  /** Takes a cancelled timer out of the heap; any thread. */
  void cancelled(Timer timer) {
    if (access.enter()) {
      try {
        remove(timer);
      } finally {
        access.leave();
      }
    } else {
      hand(timer);
    }
  }

  private void hand(Timer timer) {
    inbox.offer(timer);
    if (!timer.isCancelled() || inbox.size() >= MOST_CANCELLED) {
      access.wake();
    }
  }

  /**
   * Takes out the earliest timer that is due, for the caller to {@link Timer#fire}; the owner only.
   *
   * @param now the current {@link System#nanoTime}
   * @return the timer, or null if none is due
   */
  public @Nullable Timer nextDue(long now) {
    emptyInbox();
    Timer first = heap[0];
    if (first == null || first.deadline - now > 0) {
      return null;
    }
    remove(first);
    return first;
  }

  /**
   * Says how long the loop may sleep; the owner only.
   *
   * @param now the current {@link System#nanoTime}
   * @return nanoseconds until the earliest deadline, 0 if it has passed, negative if there is none
   */
  public long untilNext(long now) {
    Timer first = heap[0];
    return (first == null) ? -1 : Math.max(0, first.deadline - now);
  }

  /**
   * {@return whether the loop is late for a timer; an estimate, any thread}
   *
   * @param time {@link System#nanoTime} for which it should have fired
   */
  public boolean isOverdue(long time) {
    Timer first = heap[0];
    return first != null && first.deadline - time < 0;
  }

  /** {@return whether no other thread has left a timer here; the owner only} */
  public boolean isInboxEmpty() {
    return inbox.isEmpty();
  }

  /** {@return the number of timers in the heap; exact for the owner, an estimate elsewhere} */
  public int size() {
    return size;
  }

  private void emptyInbox() {
    Timer timer;
    while ((timer = inbox.poll()) != null) {
      if (timer.isCancelled()) {
        remove(timer);
      } else {
        add(timer);
      }
    }
  }

  private void add(Timer timer) {
    if (size == heap.length) {
      deadlines = Arrays.copyOf(deadlines, size * 2); // first: too many of them do no harm
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, timer);
  }

  private void remove(Timer timer) {
    int hole = timer.index;
    if (hole == Timer.NOT_QUEUED) {
      return;
    }
    timer.index = Timer.NOT_QUEUED;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      siftDown(hole, last);
      if (last.index == hole) {
        siftUp(hole, last);
      }
    }
  }

  private void siftUp(int start, Timer timer) {
    int i = start;
    while (i > 0) {
      int parent = (i - 1) >>> CHILDREN_BITS;
      if (deadlines[parent] - timer.deadline <= 0) {
        break;
      }
      put(i, at(parent));
      i = parent;
    }
    put(i, timer);
  }

  private void siftDown(int start, Timer timer) {
    int i = start;
    for (int first; (first = (i << CHILDREN_BITS) + 1) < size; ) {
      int child = earliest(first, Math.min(first + CHILDREN, size));
      if (timer.deadline - deadlines[child] <= 0) {
        break;
      }
      put(i, at(child));
      i = child;
    }
    put(i, timer);
  }

  /** The index of the earliest deadline between two indices, the latter exclusive. */
  private int earliest(int from, int to) {
    int earliest = from;
    for (int i = from + 1; i < to; i++) {
      if (deadlines[i] - deadlines[earliest] < 0) {
        earliest = i;
      }
    }
    return earliest;
  }

  private void put(int i, Timer timer) {
    heap[i] = timer;
    deadlines[i] = timer.deadline;
    timer.index = i;
  }

  @SuppressWarnings("NullAway") // slots below size are never null
  private Timer at(int i) {
    return heap[i];
  }
}
