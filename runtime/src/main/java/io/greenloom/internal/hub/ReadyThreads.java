package io.greenloom.internal.hub;

import org.jspecify.annotations.Nullable;

/**
 * The green threads that are ready to run on one hub: a queue, and those that go ahead of it
 * because they have waited for long, or for somebody who hogged the carrier. So many of these as
 * there are at some moment run first; before the next ones do, one of the queue runs, so that none
 * of them waits for ever.
 *
 * <p>Any thread adds, other hubs steal. All else is the owner's, or called by the greenlet that
 * runs on its carrier: if that one loses the hub at the same moment, only the order differs.
 */
final class ReadyThreads {
  private final RunQueue queue;
  private final RunQueue ahead;
  private final RunQueue behindAhead;

  /** How many may still go ahead. */
  private int aheadLeft;

  /** Whether one of the queue has run since others went ahead of it. */
  private boolean queueHadTurn = true;

  ReadyThreads(WorkSharing sharing) {
    queue = sharing.newRunQueue();
    ahead = sharing.newRunQueue();
    behindAhead = sharing.newRunQueue();
  }

  void add(RawGreenlet greenlet) {
    queue.add(greenlet);
  }

  /** Adds one that goes ahead, after the next {@link #letAheadGo}. */
  void addAhead(RawGreenlet greenlet) {
    ahead.add(greenlet);
  }

  /** Lets those go that have been added for it, if it is their turn. */
  void letAheadGo() {
    if (queueHadTurn && !ahead.isEmpty()) {
      queueHadTurn = false;
      aheadLeft = ahead.size();
    }
  }

  /** Lets them go whether it is their turn or not, as their waker has time left. */
  void letAllAheadGo() {
    queueHadTurn = false;
    aheadLeft = ahead.size();
  }

  /** Adds one that has let others go ahead and has time left: it comes directly behind them. */
  void addBehindAhead(RawGreenlet greenlet) {
    behindAhead.add(greenlet);
  }

  /** The next one, which is taken out, or null. */
  @Nullable RawGreenlet poll() {
    RawGreenlet first = pollAhead();
    if (first == null && !behindAhead.isEmpty()) {
      first = behindAhead.poll();
    }
    return first != null ? first : nextOfQueue();
  }

  /** The next one of those that go first, which is taken out, or null. */
  @Nullable RawGreenlet pollAhead() {
    return aheadLeft > 0 ? nextAhead() : null;
  }

  private @Nullable RawGreenlet nextAhead() {
    RawGreenlet first = ahead.poll();
    aheadLeft = first == null ? 0 : aheadLeft - 1; // other hubs may have stolen them
    return first;
  }

  private @Nullable RawGreenlet nextOfQueue() {
    queueHadTurn = true;
    RawGreenlet first = queue.poll();
    return first != null ? first : ahead.poll();
  }

  /** One for another hub, or null; that hub's owner. */
  @Nullable RawGreenlet steal() {
    RawGreenlet first = ahead.poll();
    if (first == null) {
      first = behindAhead.poll();
    }
    return first != null ? first : queue.poll();
  }

  boolean isEmpty() {
    return queue.isEmpty() && ahead.isEmpty() && behindAhead.isEmpty();
  }

  /** How many there are, or so many that it makes no difference; an estimate. */
  int size() {
    return queue.size() + ahead.size() + behindAhead.size();
  }

  /** How many there are, however long it takes; an estimate. */
  int count() {
    return queue.count() + ahead.count() + behindAhead.count();
  }
}
