package io.greenloom.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;

/**
 * Waiting on an epoll instance for nanoseconds rather than milliseconds, with {@code epoll_pwait2}.
 * Linking it takes a while and loads many classes. So it is done when hubs have asked for it some
 * times, by a thread that has time; until then, and where Linux does not have it, hubs make do with
 * milliseconds.
 */
public final class PreciseWait {
  private static final MethodHandle WAIT =
      JdkAccess.findStatic(
          "java.lang.GreenloomPreciseWait",
          "wait",
          methodType(int.class, int.class, long.class, int.class, long.class, long.class));

  /** Events in an array beyond its capacity, whose room a {@code struct timespec} takes. */
  public static final int EVENTS_FOR_TIMESPEC = 2;

  private enum State {
    UNUSED,
    WANTED,
    BEING_LINKED,
    LINKED,
    MISSING
  }

  /** A program that sleeps a few times only shall not pay for it. */
  private static final int WORTH_LINKING = 20;

  private static volatile State state = State.UNUSED;

  /** How often hubs would have used it; about. */
  private static int asked;

  private PreciseWait() {}

  /** {@return whether {@link #wait} can be used; if not, it will be, if this is asked often} */
  @SuppressWarnings("NonAtomicVolatileUpdate") // an estimate
  public static boolean isLinked() {
    State seen = state;
    if (seen == State.UNUSED && ++asked >= WORTH_LINKING) {
      state = State.WANTED;
    }
    return seen == State.LINKED;
  }

  /** {@return whether the caller has to see to it that {@link #link} is called; one thread only} */
  public static boolean takeOrder() {
    boolean wanted = state == State.WANTED;
    if (wanted) {
      state = State.BEING_LINKED;
    }
    return wanted;
  }

  /** Links it, and waits once, so that a hub finds everything loaded. */
  public static void link() {
    State reached = State.MISSING;
    try {
      int epfd = Epoll.create();
      try {
        long array = Epoll.allocateEvents(1 + EVENTS_FOR_TIMESPEC);
        reached = wait(epfd, array, 1, 0) == 0 ? State.LINKED : State.MISSING;
      } finally {
        Epoll.close(epfd);
      }
    } catch (IOException | RuntimeException | Error e) {
      // no such function, or no memory: milliseconds do
    } finally {
      state = reached;
    }
  }

  /**
   * epoll_pwait2.
   *
   * @param epfd the epoll instance
   * @param array from {@link Epoll#allocateEvents}
   * @param capacity the most events to take: {@link #EVENTS_FOR_TIMESPEC} fewer than it has
   * @param nanos the longest wait
   * @return the number of events, or a negative number if a signal came
   */
  public static int wait(int epfd, long array, int capacity, long nanos) {
    try {
      long timespec = Epoll.event(array, capacity);
      return (int) WAIT.invokeExact(epfd, array, capacity, timespec, nanos);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}
