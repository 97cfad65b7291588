package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.ThreadContainers;

/**
 * What a dump asks of the JDK about all threads; initialized by the first dump, on its thread. Only
 * fields are read, whose values may be out of date.
 */
public final class GreenloomDumps {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long TIMER = U.objectFieldOffset(VirtualThread.class, "timeoutTask");
  private static final long TERMINATION = U.objectFieldOffset(VirtualThread.class, "termination");
  private static final long LATCH_SYNC = U.objectFieldOffset(CountDownLatch.class, "sync");

  /** {@code Thread.asyncGetStackTrace}, which {@code VirtualThread} overrides. */
  private static final MethodHandle MOUNTED_TRACE = mountedTraceHandle();

  private GreenloomDumps() {}

  private static MethodHandle mountedTraceHandle() {
    try {
      return MethodHandles.privateLookupIn(VirtualThread.class, MethodHandles.lookup())
          .findSpecial(
              Thread.class,
              "asyncGetStackTrace",
              MethodType.methodType(StackTraceElement[].class),
              VirtualThread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** {@return the live greenlets, with a facade or without; see {@link GreenloomListings}} */
  public static List<GreenloomGreenlet> greenlets() {
    return GreenloomListings.greenlets();
  }

  /** {@return whether the JDK keeps the virtual threads that {@link #greenlets} finds} */
  public static boolean tracksGreenlets() {
    return ThreadContainers.trackAllThreads();
  }

  /** {@return whether there are virtual threads that are not ours} */
  public static boolean hasOtherVirtualThreads() {
    return GreenloomListings.hasOtherVirtualThreads(ThreadContainers.root());
  }

  /** {@return the JVM's own list of threads: carriers, and all that are not green} */
  public static Thread[] platformThreads() {
    return Thread.getAllThreads();
  }

  /**
   * The stack of a virtual thread that is on a carrier, which need not be suspended for it.
   *
   * @param thread the virtual thread
   * @return its frames, or null if it is not mounted
   */
  public static StackTraceElement[] mountedTrace(Thread thread) {
    try {
      return (StackTraceElement[]) MOUNTED_TRACE.invokeExact((VirtualThread) thread);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new InternalError(e);
    }
  }

  /**
   * The timer of a wait that has a limit.
   *
   * @param thread the virtual thread that waits
   * @return the timer, or null if there is none
   */
  public static Future<?> timer(Thread thread) {
    return (Future<?>) U.getReferenceVolatile(virtual(thread), TIMER);
  }

  /**
   * What those who join a greenlet's thread park for.
   *
   * @param greenlet whose thread is joined
   * @return the blocker, or null if nobody has joined it yet
   */
  public static Object joinBlocker(GreenloomGreenlet greenlet) {
    Object end =
        greenlet.facade != null
            ? greenlet.awaitedEnd()
            : U.getReferenceVolatile(virtual(greenlet.thread), TERMINATION);
    return end == null ? null : U.getReference(end, LATCH_SYNC);
  }

  /** What is read by offset must have the field. */
  private static VirtualThread virtual(Thread thread) {
    return (VirtualThread) Objects.requireNonNull(thread);
  }
}
