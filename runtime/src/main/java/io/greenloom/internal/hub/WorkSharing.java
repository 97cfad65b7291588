package io.greenloom.internal.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How green threads spread over the hubs. A green thread that becomes ready is queued with the hub
 * that makes it ready, which costs no signal; a hub that runs out of them steals from the others
 * before it goes to sleep; and a hub with a backlog calls one that sleeps.
 *
 * <p>A call is a system call on one side and a wake-up on the other. So there is one at a time:
 * {@code searching} is set by whoever calls a hub and cleared by that hub when it next is in its
 * loop; if it then steals more than it can do, it calls the next. Nothing is lost when a call is
 * missed: what is queued is run by its own hub. One that waits behind a single other is not worth a
 * call, unless this happens all the time: the monitor, which looks now and then, calls for any
 * backlog, and a hub that has stolen something naps for a while, and looks again, before it sleeps.
 *
 * <p>After Go's scheduler and the JDK's ForkJoinPool. Greenlets of the API are never shared.
 */
final class WorkSharing {
  /**
   * A hub calls for help when so many wait behind the one that it runs. Most of the time the one
   * that runs has just made ready the one it is going to wait for.
   */
  private static final int BACKLOG = 2;

  /** The first nap, whole milliseconds, which all pollers can do. */
  static final long SHORTEST_NAP = TimeUnit.MILLISECONDS.toNanos(1);

  /** The last nap; each is twice as long as the one before. */
  static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(8);

  /** Stolen at once at most, so that a long queue spreads over more than two hubs. */
  private static final int MOST_STOLEN = 128;

  private final Assistance assistance;
  private final boolean several;
  private final List<Hub> hubs = new CopyOnWriteArrayList<>();
  private final AtomicInteger asleep = new AtomicInteger();
  private final AtomicBoolean searching = new AtomicBoolean();

  WorkSharing(int hubs) {
    assistance = new Assistance(hubs);
    several = hubs > 1;
  }

  /** {@return what helps those who wait for monitors in vain} */
  Assistance assistance() {
    return assistance;
  }

  void join(Hub hub) {
    hubs.add(hub);
  }

  RunQueue newRunQueue() {
    return several ? new RunQueue.Stealable() : new RunQueue.Owned();
  }

  /** A hub is about to sleep. */
  void fallsAsleep() {
    if (several) {
      asleep.incrementAndGet();
    }
  }

  /** A hub has slept. */
  void wokeUp() {
    if (several) {
      asleep.decrementAndGet();
    }
  }

  /** Green threads have been queued with a hub that is awake; any thread. */
  void callIfBacklog(Hub busy) {
    if (several && asleep.get() > 0 && busy.backlog() >= BACKLOG) {
      call();
    }
  }

  /** Whether some hub is awake; asked by one that counts as asleep. */
  boolean isAnyAwake() {
    return several && asleep.get() < hubs.size();
  }

  /** Whatever waits at a hub may need help; the monitor only. */
  void callFor(Hub busy) {
    if (several && asleep.get() > 0 && busy.backlog() > 0) {
      call();
    }
  }

  private void call() {
    if (!searching.get() && searching.compareAndSet(false, true)) {
      for (Hub hub : hubs) {
        if (hub.call()) {
          return;
        }
      }
      searching.set(false);
    }
  }

  /** The hub that was called has found something, or nothing. */
  void searchEnded() {
    searching.set(false);
  }

  /**
   * Takes half of what waits at the first of the other hubs that has something.
   *
   * @return whether the thief has something to run now
   */
  boolean steal(Hub thief) {
    if (!several) {
      return false;
    }
    int count = hubs.size();
    for (int i = 1; i < count; i++) {
      Hub victim = hubs.get((thief.index() + i) % count);
      int wanted = Math.min(MOST_STOLEN, (victim.backlog() + 1) / 2);
      if (wanted > 0 && thief.takeFrom(victim, wanted)) {
        callIfBacklog(thief);
        return true;
      }
    }
    return false;
  }
}
