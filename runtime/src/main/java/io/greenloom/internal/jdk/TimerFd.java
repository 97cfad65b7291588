package io.greenloom.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * Timers of Linux that make a file descriptor ready after so many nanoseconds. {@code epoll_wait}
 * counts milliseconds, and {@code epoll_pwait2} is late by the thread's timer slack, 50 us as a
 * rule, which cannot be changed without changing it for the threads and processes that the
 * application starts from a carrier.
 *
 * <p>Linking these functions takes a while and loads many classes. So it is done when hubs have
 * asked for it some times, by a thread that has time; until then, and where the system does not
 * have them, hubs make do with milliseconds.
 */
public final class TimerFd {
  /** Events in an array of {@link Epoll#allocateEvents} whose room {@link #arm} needs. */
  public static final int EVENTS_FOR_TIME = 3;

  private static final MethodHandle CREATE = find("create", int.class);
  private static final MethodHandle ARM = find("arm", int.class, int.class, long.class, long.class);

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

  private TimerFd() {}

  private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
    return JdkAccess.findStatic("java.lang.GreenloomTimerFd", name, methodType(result, parameters));
  }

  /** Initializes this class while JDK internals are reachable; links nothing. */
  public static void prepare() {
    // the static initializer does it
  }

  /** {@return whether timers can be used; if not, they will be, if this is asked often} */
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

  /**
   * Links them, and uses each once, so that a hub finds everything loaded. Throws what does not
   * mean that there are none; hubs make do without them then, too.
   */
  public static void link() {
    State reached = State.MISSING;
    try {
      int fd = create();
      if (fd >= 0) {
        reached =
            arm(fd, Epoll.allocateEvents(EVENTS_FOR_TIME), 0, 1) ? State.LINKED : State.MISSING;
        Epoll.close(fd);
      }
    } catch (ExceptionInInitializerError e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof NoSuchElementException
          || cause instanceof UnsupportedOperationException)) {
        throw e;
      }
    } finally {
      state = reached;
    }
  }

  /**
   * Creates a timer.
   *
   * @return its file descriptor, negative if the system gives none
   */
  public static int create() {
    try {
      return (int) CREATE.invokeExact();
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Lets a timer's file descriptor become ready, once, after some time.
   *
   * @param fd the timer
   * @param array from {@link Epoll#allocateEvents}
   * @param index of the first of {@link #EVENTS_FOR_TIME} events in it that may be overwritten
   * @param nanos how long, above 0
   * @return whether that worked
   */
  public static boolean arm(int fd, long array, int index, long nanos) {
    try {
      return (int) ARM.invokeExact(fd, Epoll.event(array, index), nanos) == 0;
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}
