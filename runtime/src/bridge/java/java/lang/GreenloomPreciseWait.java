package java.lang;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import jdk.internal.misc.Unsafe;

/**
 * Linux's {@code epoll_pwait2}, which the JDK has no method for. Initializing this class links it,
 * which takes some tens of milliseconds: never on a hub's carrier.
 */
final class GreenloomPreciseWait {
  /** The same on all architectures. */
  private static final long EPOLL_PWAIT2 = 441;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final MethodHandle SYSCALL = link();

  private GreenloomPreciseWait() {}

  /** Through {@code syscall}, as older C libraries have no function for it. */
  @SuppressWarnings("restricted") // java.base may
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(number, number, number, number, number, number, number, number),
        Linker.Option.firstVariadicArg(1));
  }

  /**
   * epoll_pwait2.
   *
   * @param epfd the epoll instance
   * @param events address of an array of {@code struct epoll_event}
   * @param capacity of the array
   * @param timespec address of 16 bytes to use
   * @param nanos the longest wait
   * @return the number of events, or -1 if it fails, such as when a signal comes
   */
  static int wait(int epfd, long events, int capacity, long timespec, long nanos) throws Throwable {
    U.putLong(timespec, nanos / NANOS_PER_SECOND);
    U.putLong(timespec + Long.BYTES, nanos % NANOS_PER_SECOND);
    return (int)
        (long)
            SYSCALL.invokeExact(
                EPOLL_PWAIT2, (long) epfd, events, (long) capacity, timespec, 0L, 0L);
  }
}
