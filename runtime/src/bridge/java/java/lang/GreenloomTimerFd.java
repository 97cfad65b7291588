package java.lang;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import jdk.internal.misc.Unsafe;

/**
 * Linux's timerfd, which the JDK has no methods for. Initializing this class links them, which
 * takes some tens of milliseconds: never on a hub's carrier.
 */
final class GreenloomTimerFd {
  private static final int CLOCK_MONOTONIC = 1;

  /** {@code TFD_NONBLOCK | TFD_CLOEXEC}. */
  private static final int FLAGS = 0x800 | 0x80000;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final MethodHandle CREATE =
      link("timerfd_create", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle SET_TIME =
      link("timerfd_settime", FunctionDescriptor.of(INT, INT, INT, ADDRESS, ADDRESS));

  private GreenloomTimerFd() {}

  @SuppressWarnings("restricted") // java.base may
  private static MethodHandle link(String function, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
  }

  /**
   * timerfd_create.
   *
   * @return the file descriptor, or -1 if it fails
   */
  static int create() throws Throwable {
    return (int) CREATE.invokeExact(CLOCK_MONOTONIC, FLAGS);
  }

  /**
   * timerfd_settime.
   *
   * @param fd the timer
   * @param itimerspec address of 32 bytes to use
   * @param nanos from now, above 0
   * @return 0, or -1 if it fails
   */
  static int arm(int fd, long itimerspec, long nanos) throws Throwable {
    U.putLong(itimerspec, 0); // fires once
    U.putLong(itimerspec + Long.BYTES, 0);
    U.putLong(itimerspec + 2 * Long.BYTES, nanos / NANOS_PER_SECOND);
    U.putLong(itimerspec + 3 * Long.BYTES, nanos % NANOS_PER_SECOND);
    return (int) SET_TIME.invokeExact(fd, 0, itimerspec, 0L);
  }
}
