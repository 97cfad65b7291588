package io.greenloom.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * Which processors a thread may use, on Linux. Linking takes a while and loads many classes, so
 * that it is done at the first need, by a thread that has time; nothing else may be called before.
 */
public final class Affinity {
  private static final MethodHandle CPU = find("cpu");
  private static final MethodHandle LEAVE = find("leave", int.class, int.class);

  private static final MethodHandle COME_BACK = find("comeBack", int.class);

  /** So often a handle is used until the JVM makes code for it, which loads a class. */
  private static final int WARM_UP = 300;

  private Affinity() {}

  private static MethodHandle find(String name, Class<?>... parameters) {
    return JdkAccess.findStatic(
        "java.lang.GreenloomAffinity", name, methodType(int.class, parameters));
  }

  /** Initializes this class while JDK internals are reachable; links nothing. */
  public static void prepare() {
    // the static initializer does it
  }

  /**
   * Links the functions and uses one, so that hubs find it loaded.
   *
   * @return false if there are none
   */
  public static boolean link() {
    try {
      boolean known = true;
      for (int i = 0; i < WARM_UP; i++) {
        known &= cpu() >= 0;
      }
      return known;
    } catch (ExceptionInInitializerError e) {
      if (e.getCause() instanceof NoSuchElementException
          || e.getCause() instanceof UnsupportedOperationException) {
        return false;
      }
      throw e;
    }
  }

  /** {@return the number of the processor that runs the current thread, -1 if unknown} */
  public static int cpu() {
    try {
      return (int) CPU.invokeExact();
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /**
   * Lets the current thread use whatever the process may, but for one processor.
   *
   * @param cpu the processor
   * @return how many are left, 0 if there is no other; -1 if the system does not do it
   */
  public static int leave(int cpu) {
    try {
      // the first thread of the process, which has the process's number
      return (int) LEAVE.invokeExact((int) ProcessHandle.current().pid(), cpu);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /** Lets the current thread use whatever the process may; the system does it, or does not. */
  public static void comeBack() {
    try {
      int ignored = (int) COME_BACK.invokeExact((int) ProcessHandle.current().pid());
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}
