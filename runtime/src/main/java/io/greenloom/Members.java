package io.greenloom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a group, who waits for them, and who kills them. For any thread.
 *
 * <p>A greenlet is a member, and has one of the places, from when it is put in the map until it is
 * taken out, under the lock: when it ends, which a {@link Waitable.Notice} tells before those that
 * wait for the greenlet itself go on, or when it is discarded.
 */
final class Members {
  private final Group group;
  private final Permits places;

  /** Guarded by this, as all that follows. */
  private final Map<Greenlet<?>, Member> members = new LinkedHashMap<>();

  private final Set<Joiner> joiners = new LinkedHashSet<>();

  /** What newcomers are killed with, while somebody waits for all to be dead. */
  private final List<Supplier<? extends Throwable>> kills = new ArrayList<>(1);

  private final boolean remembersFailure;
  private @Nullable Greenlet<?> firstFailed;
  private boolean closed;

  Members(Group group, Permits places, boolean remembersFailure) {
    this.group = group;
    this.places = places;
    this.remembersFailure = remembersFailure;
  }

  private final class Member extends Waitable.Notice {
    private final Greenlet<?> greenlet;
    private boolean killed;

    Member(Greenlet<?> greenlet) {
      this.greenlet = greenlet;
    }

    @Override
    void ready(Waitable waitable) {
      boolean ignored = leave(this, !greenlet.isSuccessful());
    }
  }

  /**
   * A wait for the members to leave.
   *
   * @param self the greenlet that waits: not for itself, should it be a member
   * @param throwing whether it ends when a member has failed, too
   */
  private record Joiner(Waiter waiter, @Nullable Greenlet<?> self, boolean throwing) {}

  // -- coming and going

  /**
   * Makes a greenlet a member, if it is none and has not ended.
   *
   * @param nanos how long to wait for a place, or {@link Waiter#FOR_EVER}
   * @return false if there was no place in time
   * @throws IllegalStateException if the group is closed
   */
  boolean add(Greenlet<?> greenlet, long nanos) throws InterruptedException {
    if (isNewcomer(greenlet)) {
      if (!places.acquire(nanos)) {
        return false;
      }
      enter(new Member(greenlet));
    }
    return true;
  }

  /** The same without waiting. */
  boolean tryAdd(Greenlet<?> greenlet) {
    if (isNewcomer(greenlet)) {
      if (!places.tryAcquire()) {
        return false;
      }
      enter(new Member(greenlet));
    }
    return true;
  }

  private boolean isNewcomer(Greenlet<?> greenlet) {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(group + " is closed");
      }
      return !greenlet.isReady() && !members.containsKey(greenlet);
    }
  }

  /** Uses the place that the current thread has taken, or gives it back. */
  private void enter(Member member) {
    Supplier<? extends Throwable> kill;
    synchronized (this) {
      if (closed) {
        places.release();
        throw new IllegalStateException(group + " was closed meanwhile");
      }
      if (members.putIfAbsent(member.greenlet, member) != null) {
        places.release();
        return;
      }
      kill = kills.isEmpty() ? null : kills.getFirst();
      member.killed = kill != null;
    }
    member.greenlet.onReady(member);
    if (kill != null) {
      member.greenlet.throwIn(kill.get());
    }
  }

  /** Ends a membership; returns whether there was one. */
  boolean discard(Greenlet<?> greenlet) {
    Member member;
    synchronized (this) {
      member = members.get(greenlet);
    }
    if (member == null) {
      return false;
    }
    boolean ignored = greenlet.forget(member);
    return leave(member, false);
  }

  private synchronized boolean leave(Member member, boolean failed) {
    if (!members.remove(member.greenlet, member)) {
      return false;
    }
    places.release();
    if (failed && remembersFailure && firstFailed == null) {
      firstFailed = member.greenlet;
    }
    for (Joiner joiner : joiners) {
      if (failed && joiner.throwing) {
        boolean ignored = joiner.waiter.fire(member.greenlet);
      } else if (isEmptyFor(joiner.self)) {
        boolean ignored = joiner.waiter.fire(group);
      }
    }
    return true;
  }

  // -- looking

  synchronized boolean contains(@Nullable Object greenlet) {
    return members.containsKey(greenlet);
  }

  synchronized int size() {
    return members.size();
  }

  synchronized List<Greenlet<?>> list() {
    return new ArrayList<>(members.keySet());
  }

  private boolean isEmptyFor(@Nullable Greenlet<?> self) {
    return members.isEmpty() || (members.size() == 1 && members.containsKey(self));
  }

  // -- waiting

  /** Waits until there are no members; returns whether that was so at some time. */
  boolean join(long nanos) throws InterruptedException {
    return await(nanos, false) != null;
  }

  /**
   * Waits until there are no members, or one has failed.
   *
   * @return the group for no members, the greenlet that has failed, or null if the time was over
   */
  @Nullable Object joinOrFailed(long nanos) throws InterruptedException {
    return await(nanos, true);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the failed greenlet is one
  private @Nullable Object await(long nanos, boolean throwing) throws InterruptedException {
    Joiner joiner = new Joiner(new Waiter(group), Greenlet.current(), throwing);
    synchronized (this) {
      if (throwing) {
        members.keySet().forEach(Greenlet::consume);
        if (firstFailed != null) {
          return firstFailed;
        }
      }
      if (isEmptyFor(joiner.self)) {
        return group;
      }
      joiners.add(joiner);
    }
    try {
      return joiner.waiter.await(nanos);
    } finally {
      synchronized (this) {
        joiners.remove(joiner);
      }
    }
  }

  // -- killing

  /**
   * Kills all who have not been, and those who come, until there are no members.
   *
   * @param exceptions makes what is thrown in each
   * @return whether there were none at some time
   */
  boolean kill(Supplier<? extends Throwable> exceptions, long nanos) throws InterruptedException {
    List<Greenlet<?>> killed = new ArrayList<>();
    synchronized (this) {
      kills.add(exceptions);
      for (Member member : members.values()) {
        if (!member.killed) {
          member.killed = true;
          killed.add(member.greenlet);
        }
      }
    }
    try {
      throwIn(killed, exceptions);
      return join(nanos);
    } finally {
      synchronized (this) {
        kills.remove(exceptions);
      }
    }
  }

  /** The current greenlet is the last, as it does not return from that. */
  private static void throwIn(
      List<Greenlet<?>> greenlets, Supplier<? extends Throwable> exceptions) {
    Greenlet<?> self = Greenlet.current();
    for (Greenlet<?> greenlet : greenlets) {
      if (greenlet != self) {
        greenlet.throwIn(exceptions.get());
      }
    }
    if (self != null && greenlets.contains(self)) {
      self.throwIn(exceptions.get());
    }
  }

  /** Kills one, unless it has been; returns whether it is a member. */
  boolean killOne(Greenlet<?> greenlet, Throwable exception) {
    synchronized (this) {
      Member member = members.get(greenlet);
      if (member == null) {
        return false;
      }
      if (member.killed) {
        return true;
      }
      member.killed = true;
    }
    greenlet.throwIn(exception);
    return true;
  }

  /**
   * Lets nobody in any more, kills all and waits for them. An interrupt does not end that, as it
   * does not end {@code ExecutorService.close}; it is passed on.
   */
  void close(Supplier<? extends Throwable> exceptions) {
    synchronized (this) {
      closed = true;
    }
    boolean interrupted = false;
    Error thrown = null; // a kill or a timeout: it has to wait, too
    boolean ended = false;
    while (!ended) {
      try {
        ended = kill(exceptions, Waiter.FOR_EVER);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (Error e) {
        thrown = thrown == null ? e : thrown;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown != null) {
      throw thrown;
    }
  }
}
