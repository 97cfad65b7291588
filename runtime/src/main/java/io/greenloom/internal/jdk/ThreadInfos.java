package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.management.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** Makes {@link ThreadInfo} objects as the VM does for platform threads. */
public final class ThreadInfos {
  private static final MethodHandle CONSTRUCTOR = findConstructor();

  // JVMTI thread states, as the VM writes them
  private static final int ALIVE = 0x1;
  private static final int TERMINATED = 0x2;
  private static final int RUNNABLE = 0x4;
  private static final int WAITING_INDEFINITELY = 0x10;
  private static final int WAITING_WITH_TIMEOUT = 0x20;
  private static final int WAITING = 0x80;
  private static final int BLOCKED_ON_MONITOR = 0x400;

  /** Nothing is counted and timed of a green thread's waits. */
  private static final long NOT_COUNTED = 0;

  private static final long NOT_TIMED = -1;

  private ThreadInfos() {}

  private static MethodHandle findConstructor() {
    Lookup inside = JdkAccess.requireLookupIn("java.lang.management.ThreadInfo");
    try {
      return inside.findConstructor(
          inside.lookupClass(),
          MethodType.methodType(
              void.class,
              Thread.class,
              int.class,
              Object.class,
              Thread.class,
              long.class,
              long.class,
              long.class,
              long.class,
              StackTraceElement[].class,
              Object[].class,
              int[].class,
              Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JDK's ThreadInfo has another constructor", e);
    }
  }

  /** Gets the way into the JDK, which is open during installation only. */
  public static void prepare() {
    CONSTRUCTOR.type();
  }

  /**
   * Makes one.
   *
   * @param thread the application's thread
   * @param state its state
   * @param lock what it waits for, or null
   * @param owner the thread that owns this, or null
   * @param trace its frames, at most as many as asked for
   * @param monitors the objects it has locked
   * @param depths the frames that have locked them
   * @return the information
   */
  public static ThreadInfo of(
      Thread thread,
      Thread.State state,
      @Nullable Object lock,
      @Nullable Thread owner,
      StackTraceElement[] trace,
      Object[] monitors,
      int[] depths) {
    try {
      return (ThreadInfo)
          CONSTRUCTOR.invokeExact(
              thread,
              bits(state),
              lock,
              owner,
              NOT_COUNTED,
              NOT_TIMED,
              NOT_COUNTED,
              NOT_TIMED,
              trace,
              monitors,
              depths,
              new Object[0]);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  private static int bits(Thread.State state) {
    return switch (state) {
      case NEW -> 0;
      case RUNNABLE -> ALIVE | RUNNABLE;
      case BLOCKED -> ALIVE | BLOCKED_ON_MONITOR;
      case WAITING -> ALIVE | WAITING | WAITING_INDEFINITELY;
      case TIMED_WAITING -> ALIVE | WAITING | WAITING_WITH_TIMEOUT;
      case TERMINATED -> TERMINATED;
    };
  }
}
