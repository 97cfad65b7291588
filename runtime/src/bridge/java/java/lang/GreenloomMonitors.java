package java.lang;

import java.lang.reflect.Field;
import jdk.internal.misc.Unsafe;

/** What the JDK knows of virtual threads that wait for monitors, or in {@code Object.wait}. */
final class GreenloomMonitors {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long STATE = U.objectFieldOffset(VirtualThread.class, "state");
  private static final int BLOCKED = constant("BLOCKED");
  private static final int UNBLOCKED = constant("UNBLOCKED");
  private static final int WAIT = constant("WAIT");
  private static final int TIMED_WAIT = constant("TIMED_WAIT");

  private GreenloomMonitors() {}

  private static int constant(String name) {
    try {
      U.ensureClassInitialized(VirtualThread.class);
      Field field = VirtualThread.class.getDeclaredField(name);
      return U.getInt(U.staticFieldBase(field), U.staticFieldOffset(field));
    } catch (NoSuchFieldException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static int stateOf(Thread thread) {
    return thread instanceof VirtualThread ? U.getIntVolatile(thread, STATE) : -1;
  }

  /** {@return whether a virtual thread has left its carrier to wait for a monitor} */
  static boolean isBlocked(Thread thread) {
    return stateOf(thread) == BLOCKED;
  }

  /** {@return whether it has left its carrier in {@code Object.wait}} */
  static boolean isInWait(Thread thread) {
    int state = stateOf(thread);
    return state == WAIT || state == TIMED_WAIT;
  }

  /** Takes the right to let it go on from all others, if {@link #isBlocked}. */
  static boolean tryUnblock(Thread thread) {
    return thread instanceof VirtualThread && U.compareAndSetInt(thread, STATE, BLOCKED, UNBLOCKED);
  }

  /** {@return the thread that lets go on whom the VM has chosen for a monitor, or null} */
  static Thread unblocker() {
    for (Thread thread : Thread.getAllThreads()) {
      if (thread.getName().equals("VirtualThread-unblocker")) {
        return thread;
      }
    }
    return null;
  }
}
