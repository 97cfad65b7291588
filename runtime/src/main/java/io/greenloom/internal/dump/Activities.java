package io.greenloom.internal.dump;

import io.greenloom.internal.dump.Activity.Kind;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells from what has been seen of a thread what it is doing. */
final class Activities {
  private static final String LOCKS = "java.util.concurrent.locks.";

  private final Function<Object, @Nullable Thread> ownerOf;

  /**
   * Creates a reader.
   *
   * @param ownerOf the thread that owns a lock of {@code java.util.concurrent}, or null
   */
  Activities(Function<Object, @Nullable Thread> ownerOf) {
    this.ownerOf = ownerOf;
  }

  Activity of(Facts facts) {
    if (facts.ioWait() != 0 && (!facts.mounted() || facts.waits())) {
      return waiting(facts, Kind.IO, ioVerb(facts.trace(), facts.ioWait()), null, null);
    }
    return switch (facts.state()) {
      case BLOCKED -> blocked(facts);
      case WAITING, TIMED_WAITING -> waiting(facts);
      default -> facts.mounted() ? Activity.RUNNING : Activity.READY;
    };
  }

  private static Activity blocked(Facts facts) {
    Object lock = facts.lock();
    return lock == null
        ? waiting(facts, Kind.OTHER, "a monitor", null, null)
        : waiting(facts, Kind.MONITOR, "monitor " + Names.of(lock), lock, null);
  }

  private Activity waiting(Facts facts) {
    Thread joined = facts.joined();
    if (joined != null) {
      return waiting(facts, Kind.JOIN, "join of " + Names.of(joined), joined, joined);
    }
    String awaited = facts.awaited();
    if (awaited != null) {
      return waiting(facts, Kind.OTHER, awaited, null, null);
    }
    Object lock = facts.lock();
    if (isObjectWait(facts.trace())) {
      return waiting(
          facts,
          Kind.OTHER,
          "Object.wait" + (lock == null ? "" : " of " + Names.of(lock)),
          null,
          null);
    }
    if (isSleep(facts)) {
      return waiting(facts, Kind.OTHER, "sleep", null, null);
    }
    if (lock instanceof AbstractOwnableSynchronizer) {
      Thread owner = ownerOf.apply(lock);
      if (owner != null || isLock(lock)) {
        return waiting(facts, Kind.LOCK, "lock " + Names.of(lock), lock, owner);
      }
    }
    return waiting(facts, Kind.OTHER, ParkSite.of(facts.trace(), lock), null, null);
  }

  private static Activity waiting(
      Facts facts, Kind kind, String what, @Nullable Object lock, @Nullable Thread owner) {
    return new Activity(
        kind, what, lock, owner, facts.ioWait(), facts.remaining(), facts.mounted());
  }

  private static boolean isObjectWait(List<StackTraceElement> trace) {
    return !trace.isEmpty() && trace.getFirst().getClassName().equals("java.lang.Object");
  }

  private static boolean isSleep(Facts facts) {
    return facts.isInside("java.lang.VirtualThread", "sleepNanos")
        || facts.isInside("java.lang.Thread", "sleepNanos");
  }

  /** One that has an owner most of the time; not a latch or semaphore. */
  private static boolean isLock(Object lock) {
    String type = lock.getClass().getName();
    return type.startsWith(LOCKS + "ReentrantLock$")
        || type.startsWith(LOCKS + "ReentrantReadWriteLock$");
  }

  /** What a greenlet does with a file descriptor: the JDK's methods have it in their names. */
  private static String ioVerb(List<StackTraceElement> trace, int ioWait) {
    int event = GreenloomGreenlet.event(ioWait);
    if (event == GreenloomGreenlet.SELECT) {
      return Descriptors.SELECTOR;
    }
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith("sun.nio.ch.")) {
        String method = frame.getMethodName().toLowerCase(Locale.ROOT);
        if (method.contains("accept")) {
          return "accept";
        } else if (method.contains("connect")) {
          return "connect";
        }
      }
    }
    return event == GreenloomGreenlet.WRITE ? "write" : "read";
  }
}
