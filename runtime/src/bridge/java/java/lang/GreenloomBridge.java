package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;

/**
 * The middle of the bridge, the classes of Greenloom that patched code calls. They are defined
 * inside {@code java.base} at start-up; every entry point is static and takes JDK types only. Those
 * on hot paths ask one question first: is the thread one of our greenlets? Everybody else is back
 * on the JDK's path after one field read.
 *
 * <p>The others are {@link GreenloomThreadCalls}, {@link GreenloomManagement}, {@link
 * GreenloomPolling}, {@link GreenloomBlocking}, and those of other packages.
 */
public final class GreenloomBridge {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SCHEDULER = U.objectFieldOffset(VirtualThread.class, "scheduler");
  private static final GreenloomHooks NONE = new GreenloomHooks();
  private static volatile GreenloomHooks hooks = NONE;

  private GreenloomBridge() {}

  /** Puts the runtime's hooks in force, or with null the do-nothing default. */
  static void install(GreenloomHooks newHooks) {
    hooks = (newHooks != null) ? newHooks : NONE;
  }

  static GreenloomHooks hooks() {
    return hooks;
  }

  /**
   * The "ours or not?" test.
   *
   * @param thread any thread
   * @return the greenlet that a virtual thread runs, or null if it is not one of ours
   */
  public static GreenloomGreenlet greenletOf(Thread thread) {
    return thread instanceof VirtualThread
            && U.getReference(thread, SCHEDULER) instanceof GreenloomGreenlet greenlet
        ? greenlet
        : null;
  }

  /** {@return the greenlet that is running, or null} */
  public static GreenloomGreenlet currentGreenlet() {
    return greenletOf(Thread.currentThread());
  }

  /** {@return the platform thread under the current thread} */
  public static Thread currentCarrier() {
    return Thread.currentCarrierThread();
  }

  // -- asked by the runtime

  /**
   * Unparks a thread as {@code LockSupport} does, but by the JDK's internals alone: other agents
   * put code into {@code LockSupport} that takes locks, and on a carrier, outside of a greenlet,
   * nobody may wait for one whose next owner is queued on the same hub.
   *
   * @param thread the thread that is really parked, or null
   */
  public static void unpark(Thread thread) {
    if (thread instanceof BaseVirtualThread virtual) {
      virtual.unpark();
    } else if (thread != null) {
      U.unpark(thread);
    }
  }

  /**
   * Parks the current thread in the same way; for platform threads of ours.
   *
   * @param nanos the longest wait, negative for no limit
   */
  public static void pause(long nanos) {
    if (nanos != 0) {
      U.park(false, Math.max(0, nanos));
    }
  }

  /** {@return the live green threads by id} */
  public static Map<Long, Thread> greenThreads() {
    return GreenloomListings.live();
  }

  /** {@return the green threads whose end waits for their own lock} */
  public static Collection<Thread> endingThreads() {
    return GreenloomListings.ending();
  }

  /**
   * The stack of a greenlet, and whatever else may be looked at only while it stands still.
   *
   * @param thread a live green thread, or the thread of a greenlet without facade
   * @param whileSuspended given all frames while the thread is kept from continuing, if it is
   *     unmounted; must not throw
   * @return its frames as the application is shown them, or null if it has ended
   */
  public static StackTraceElement[] inspect(
      Thread thread, Consumer<StackTraceElement[]> whileSuspended) {
    return GreenloomStacks.inspect(thread, whileSuspended);
  }

  /**
   * {@code VirtualThread.tryGetStackTrace}, which calls this of a thread that it has suspended.
   *
   * @param continuation the {@code jdk.internal.vm.Continuation} of the thread
   * @return the thread's stack
   */
  public static StackTraceElement[] suspendedTrace(Object continuation) {
    return GreenloomStacks.suspendedTrace((Continuation) continuation);
  }

  /**
   * The state of a thread, whatever its class makes of {@code getState}.
   *
   * @param thread the application's thread
   * @return its state
   */
  public static Thread.State stateOf(Thread thread) {
    return thread.threadState();
  }

  /**
   * What a platform thread was created to run.
   *
   * @param thread the thread
   * @return the Runnable, or null if there is none
   */
  public static Runnable taskOf(Thread thread) {
    return GreenloomThreads.task(thread);
  }

  /** {@return the id of the main thread if it stands before a greenlet, else 0} */
  public static long greenMainId() {
    return GreenloomThreads.greenMainId();
  }

  /**
   * The owner of a lock of {@code java.util.concurrent}.
   *
   * @param lock what a thread is parked for
   * @return the application's thread that owns it, or null if there is none or none can be told
   */
  public static Thread ownerOf(Object lock) {
    return GreenloomThreads.ownerOf(lock);
  }

  /**
   * The stack size that a platform thread was created with.
   *
   * @param thread the thread
   * @return bytes, 0 if none was given
   */
  public static long stackSize(Thread thread) {
    return GreenloomThreads.stackSize(thread);
  }

  /**
   * The stack size of threads that are created without one.
   *
   * @return bytes, as the JVM's options say, or 0 if they do not
   */
  public static long defaultStackSize() {
    return GreenloomThreads.defaultStackSize();
  }

  // -- application classes

  /** {@return what {@code Thread.currentThread()} is to return in application classes} */
  public static Thread currentThread() {
    return facade(Thread.currentThread());
  }

  /**
   * The application's object for a thread, where JDK code passes the current one around.
   *
   * @param thread any thread
   * @return the object that stands before a greenlet, or the thread itself
   */
  public static Thread facade(Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade : thread;
  }

  /**
   * {@code MethodHandleAccessorFactory.newMethodAccessor} and {@code Lookup.unreflect}: a method
   * that is to be called by reflection.
   *
   * @param method the method
   * @return the same, or the one to call instead
   */
  public static Method reflected(Method method) {
    return GreenloomReflection.replaced(method);
  }

  /**
   * {@code Lookup.findStatic}.
   *
   * @param lookup who looks
   * @param type where
   * @param name for a method of this name
   * @param signature and of this type
   * @return the method handle to use instead, or null for the JDK's own
   */
  public static MethodHandle found(
      MethodHandles.Lookup lookup, Class<?> type, String name, MethodType signature) {
    return GreenloomReflection.replaced(type, name, signature);
  }

  /**
   * {@code Lookup.makeHiddenClassDefiner}, which {@code defineHiddenClass} calls.
   *
   * @param classFile the class
   * @param lookup in the class that defines it
   * @return the class to define instead
   */
  public static byte[] hiddenClass(byte[] classFile, MethodHandles.Lookup lookup) {
    ClassLoader loader = lookup.lookupClass().getClassLoader();
    byte[] changed = (loader != null) ? hooks.hiddenClass(loader, classFile) : null;
    return (changed != null) ? changed : classFile;
  }

  // -- the application's main method

  /**
   * {@code main}, of the application's main class only.
   *
   * @param args the arguments
   * @return true if it has been run on a green thread
   * @throws Throwable what it threw there
   */
  public static boolean runMain(String[] args) throws Throwable {
    return hooks.runMain(args);
  }

  // -- exit

  /** {@code Shutdown.shutdown}, before: the JVM found no non-daemon platform thread. */
  public static void awaitNonDaemons() {
    hooks.awaitNonDaemons();
  }

  /** {@code ApplicationShutdownHooks.runHooks}, before. */
  public static void shutdownBegins() {
    hooks.shutdownBegins();
  }

  /** {@code Shutdown.halt}, before, and {@code Shutdown.shutdown}, after: Java code has ended. */
  public static void halting() {
    hooks.halting();
  }
}
