package io.greenloom.internal.dump;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is doing or waiting for.
 *
 * @param kind the kind
 * @param what the text so far
 * @param lock what it waits for, or the thread that it joins, or null
 * @param owner who holds this, or is joined, or null if that is nobody or not known yet
 * @param ioWait the file descriptor that it waits for, as the greenlet marks it, or 0
 * @param remaining nanoseconds until the wait ends anyway, or one of the constants
 * @param pinned whether it keeps its carrier while it waits
 */
record Activity(
    Kind kind,
    String what,
    @Nullable Object lock,
    @Nullable Thread owner,
    int ioWait,
    long remaining,
    boolean pinned) {
  /** {@link #remaining} of a wait that nothing but its event ends. */
  static final long NO_LIMIT = -1;

  /** {@link #remaining} of a wait that ends anyway, at a time that is not known. */
  static final long UNKNOWN = -2;

  private static final long ALMOST_A_MILLI = TimeUnit.MILLISECONDS.toNanos(1) - 1;

  /** What the reader of a dump tells apart. */
  enum Kind {
    /** On a carrier. */
    RUNNING,
    /** In a hub's queue. */
    READY,
    /** Waits for a lock of {@code java.util.concurrent}. */
    LOCK,
    /** Waits to enter a monitor. */
    MONITOR,
    /** Waits for the end of another thread. */
    JOIN,
    /** Waits for a file descriptor; the text is only what it does with it. */
    IO,
    /** Waits for something else. */
    OTHER
  }

  static final Activity RUNNING = plain(Kind.RUNNING, "running");

  static final Activity READY = plain(Kind.READY, "ready");

  static Activity plain(Kind kind, String what) {
    return new Activity(kind, what, null, null, 0, NO_LIMIT, false);
  }

  /** Whether the thread waits for something. */
  boolean isWait() {
    return kind != Kind.RUNNING && kind != Kind.READY;
  }

  /** Whether the thread cannot go on before the owner does something. */
  boolean canDeadlock() {
    return remaining == NO_LIMIT
        && (kind == Kind.LOCK || kind == Kind.MONITOR || kind == Kind.JOIN);
  }

  Activity ownedBy(@Nullable Thread newOwner) {
    return new Activity(kind, what, lock, newOwner, ioWait, remaining, pinned);
  }

  /** The text of a line, with a file descriptor's description put in. */
  String text(Descriptors descriptors) {
    String text = kind == Kind.IO ? descriptors.describe(what, ioWait) : textWithOwner();
    if (remaining >= 0) {
      long millis = TimeUnit.NANOSECONDS.toMillis(remaining + ALMOST_A_MILLI);
      text += ", " + Shown.number(millis) + " ms left";
    }
    return pinned ? text + ", pinned" : text;
  }

  /** What it waits for and who holds it. */
  String textWithOwner() {
    return switch (kind) {
      case LOCK -> owner == null ? what : what + " held by " + Names.of(owner);
      case MONITOR -> what + " held by " + (owner == null ? "one that runs" : Names.of(owner));
      default -> what;
    };
  }
}
