package io.greenloom.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;

/**
 * Linux's epoll and eventfd through the JDK's own native methods ({@code sun.nio.ch.EPoll} and
 * {@code EventFD}). Handles sit in static finals, so the JIT sees direct calls.
 */
public final class Epoll {
  /** Operation: add a file descriptor. */
  public static final int ADD = 1;

  /** Operation: change a file descriptor's events. */
  public static final int MODIFY = 3;

  /** Event: readable. */
  public static final int IN = 0x1;

  /** Event: urgent data. */
  public static final int PRI = 0x2;

  /** Event: writable. */
  public static final int OUT = 0x4;

  /** Event: error, always reported. */
  public static final int ERR = 0x8;

  /** Event: hang-up, always reported. */
  public static final int HUP = 0x10;

  /** Event: the peer has shut its writing side. */
  public static final int RDHUP = 0x2000;

  /** Flag: report once, then disarm. */
  public static final int ONE_SHOT = 1 << 30;

  /** Flag: report changes only. */
  public static final int EDGE_TRIGGERED = 1 << 31;

  /** Error number: no such file descriptor registered. */
  public static final int ENOENT = 2;

  /** Error number: already registered. */
  public static final int EEXIST = 17;

  private static final String EPOLL = "sun.nio.ch.EPoll";

  private static final MethodHandle CREATE =
      JdkAccess.findStatic(EPOLL, "create", methodType(int.class));
  private static final MethodHandle CTL =
      JdkAccess.findStatic(
          EPOLL, "ctl", methodType(int.class, int.class, int.class, int.class, int.class));
  private static final MethodHandle WAIT =
      JdkAccess.findStatic(
          EPOLL, "wait", methodType(int.class, int.class, long.class, int.class, int.class));
  private static final MethodHandle ALLOCATE =
      JdkAccess.findStatic(EPOLL, "allocatePollArray", methodType(long.class, int.class));
  private static final MethodHandle GET_EVENT =
      JdkAccess.findStatic(EPOLL, "getEvent", methodType(long.class, long.class, int.class));
  private static final MethodHandle GET_FD =
      JdkAccess.findStatic(EPOLL, "getDescriptor", methodType(int.class, long.class));
  private static final MethodHandle GET_EVENTS =
      JdkAccess.findStatic(EPOLL, "getEvents", methodType(int.class, long.class));
  private static final MethodHandle EVENTFD =
      JdkAccess.findStatic("sun.nio.ch.EventFD", "eventfd0", methodType(int.class));
  private static final MethodHandle SET =
      JdkAccess.findStatic("sun.nio.ch.EventFD", "set0", methodType(int.class, int.class));
  private static final MethodHandle CLOSE =
      JdkAccess.findStatic(
          "sun.nio.ch.UnixFileDispatcherImpl", "closeIntFD", methodType(void.class, int.class));

  private static final MethodHandle DESCRIPTOR =
      JdkAccess.findStatic(
          "sun.nio.ch.IOUtil", "newFD", methodType(FileDescriptor.class, int.class));
  private static final MethodHandle POLL =
      JdkAccess.findStatic(
          "sun.nio.ch.Net",
          "poll",
          methodType(int.class, FileDescriptor.class, int.class, long.class));

  private Epoll() {}

  /**
   * epoll_create.
   *
   * @return the new instance's file descriptor
   * @throws IOException if the system refuses
   */
  public static int create() throws IOException {
    try {
      return (int) CREATE.invokeExact();
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * epoll_ctl.
   *
   * @param epfd the epoll instance
   * @param op {@link #ADD} or {@link #MODIFY}
   * @param fd the file descriptor
   * @param events events and flags
   * @return 0 or the error number
   */
  public static int ctl(int epfd, int op, int fd, int events) {
    try {
      return (int) CTL.invokeExact(epfd, op, fd, events);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * epoll_wait.
   *
   * @param epfd the epoll instance
   * @param array from {@link #allocateEvents}
   * @param capacity of the array
   * @param millis longest wait, 0 to look only, -1 for no limit
   * @return number of events, or a negative number if a signal came
   * @throws IOException if the system call fails
   */
  public static int wait(int epfd, long array, int capacity, int millis) throws IOException {
    try {
      return (int) WAIT.invokeExact(epfd, array, capacity, millis);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Allocates an array for {@link #wait}, never freed: hubs live as long as the JVM.
   *
   * @param capacity number of events
   * @return its address
   */
  public static long allocateEvents(int capacity) {
    try {
      return (long) ALLOCATE.invokeExact(capacity);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /** The address of an event. */
  static long event(long array, int i) {
    try {
      return (long) GET_EVENT.invokeExact(array, i);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * {@return the file descriptor of an event}
   *
   * @param array from {@link #allocateEvents}
   * @param i index of the event
   */
  public static int fd(long array, int i) {
    try {
      return (int) GET_FD.invokeExact(event(array, i));
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * {@return the event bits of an event}
   *
   * @param array from {@link #allocateEvents}
   * @param i index of the event
   */
  public static int events(long array, int i) {
    try {
      return (int) GET_EVENTS.invokeExact(event(array, i));
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Opens an eventfd.
   *
   * @return its file descriptor
   * @throws IOException if the system refuses
   */
  public static int newEventFd() throws IOException {
    try {
      return (int) EVENTFD.invokeExact();
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Makes an eventfd readable.
   *
   * @param eventfd the eventfd
   */
  public static void signal(int eventfd) {
    try {
      int ignored = (int) SET.invokeExact(eventfd);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Closes a file descriptor.
   *
   * @param fd the file descriptor
   */
  public static void close(int fd) {
    try {
      CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * {@return the JDK's object for a file descriptor}
   *
   * @param fd the file descriptor
   */
  public static FileDescriptor descriptor(int fd) {
    try {
      return (FileDescriptor) DESCRIPTOR.invokeExact(fd);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * {@return whether there is something to read, as there is of an epoll instance with events;
   * false if the system does not know}
   *
   * @param fd the file descriptor
   */
  public static boolean isReadable(FileDescriptor fd) {
    try {
      return (int) POLL.invokeExact(fd, IN, 0L) > 0;
    } catch (IOException e) {
      return false;
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}
