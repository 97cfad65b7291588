package java.lang;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ThreadContainer;

/**
 * The only class of Greenloom that patched code calls. Defined inside {@code java.base} at
 * start-up; every entry point is static and takes JDK types only. Those on hot paths ask one
 * question first: is the thread one of our greenlets? Everybody else is back on the JDK's path
 * after one field read.
 */
public final class GreenloomBridge {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SCHEDULER = U.objectFieldOffset(VirtualThread.class, "scheduler");
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  /** {@code sun.nio.ch.IOStatus.UNAVAILABLE}: nothing to read, or no room to write. */
  private static final int UNAVAILABLE = -2;

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

  /** {@return the live green threads by id} */
  public static Map<Long, Thread> greenThreads() {
    return GreenloomListings.live();
  }

  /**
   * The stack of a greenlet, and whatever else may be looked at only while it stands still.
   *
   * @param thread a live green thread, or the thread of a greenlet without facade
   * @param whileSuspended run while the thread is kept from continuing, if it is unmounted
   * @return its frames as the application is shown them, or null if it has ended
   */
  public static StackTraceElement[] inspect(Thread thread, Runnable whileSuspended) {
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

  // -- java.lang.Thread, asked of the application's thread object

  /**
   * {@code Thread.start()}.
   *
   * @param thread the thread to start
   * @return true if it was started as a green thread
   */
  public static boolean start(Thread thread) {
    return GreenloomThreads.start(thread, null);
  }

  /**
   * {@code Thread.start(ThreadContainer)}, which executors use.
   *
   * @param thread the thread to start
   * @param container the {@code jdk.internal.vm.ThreadContainer}
   * @return true if it was started as a green thread
   */
  public static boolean startIn(Thread thread, Object container) {
    return GreenloomThreads.start(thread, (ThreadContainer) container);
  }

  /**
   * {@code Thread.alive}.
   *
   * @param plain what the JDK's own code answered
   * @param thread a platform thread or facade
   * @return whether it is alive
   */
  public static boolean isAlive(boolean plain, Thread thread) {
    return plain || GreenloomThreads.greenletBehind(thread) != null;
  }

  /**
   * {@code Thread.threadState}.
   *
   * @param plain what the JDK's own code answered
   * @param thread a platform thread or facade
   * @return the state of the green thread, or the plain answer
   */
  public static Thread.State state(Thread.State plain, Thread thread) {
    return GreenloomThreads.state(thread, plain);
  }

  /**
   * {@code Thread.join(long)}.
   *
   * @param thread a platform thread or facade
   * @param millis the longest wait, 0 for ever
   * @return true if it was a green thread and the wait is over
   * @throws InterruptedException if the current thread is interrupted
   */
  public static boolean join(Thread thread, long millis) throws InterruptedException {
    return GreenloomThreads.join(thread, millis);
  }

  /**
   * {@code Thread.interrupt}.
   *
   * @param thread a platform thread or facade
   * @return true if it was a green thread and has been interrupted
   */
  public static boolean interrupt(Thread thread) {
    return GreenloomThreads.interrupt(thread);
  }

  /**
   * {@code Thread.interrupt}, afterwards: if the thread has become green meanwhile.
   *
   * @param thread a platform thread or facade
   */
  public static void interrupted(Thread thread) {
    GreenloomThreads.forwardInterrupt(thread);
  }

  /**
   * {@code Thread.isInterrupted}.
   *
   * @param plain what the JDK's own code answered
   * @param thread a platform thread or facade
   * @return whether it is interrupted
   */
  public static boolean isInterrupted(boolean plain, Thread thread) {
    return plain || GreenloomThreads.isInterrupted(thread);
  }

  /**
   * {@code Thread.asyncGetStackTrace}, of another thread than the current one.
   *
   * @param thread a platform thread or facade
   * @return the stack of the green thread, or null if it is none
   */
  public static StackTraceElement[] stackTrace(Thread thread) {
    return GreenloomThreads.stackTrace(thread);
  }

  /**
   * {@code Thread.setName}, afterwards.
   *
   * @param thread a thread that has a new name
   */
  public static void renamed(Thread thread) {
    GreenloomThreads.renamed(thread);
  }

  /**
   * {@code Thread.getStackTrace} and a {@code Throwable}'s: every array of frames.
   *
   * @param plain all frames
   * @return those that the application is shown
   */
  public static StackTraceElement[] visibleTrace(StackTraceElement[] plain) {
    return GreenloomStacks.visible(plain);
  }

  /**
   * {@code StackWalker}, the next frame.
   *
   * @param plain the frame's class, or null if there is none
   * @return the same, or null where the application is shown no more
   */
  public static Class<?> visibleFrame(Class<?> plain) {
    return GreenloomStacks.visible(plain);
  }

  // -- java.lang.Thread, asked by JDK code of the virtual thread behind a green thread

  /**
   * {@code Thread.isDaemon}.
   *
   * @param plain what the JDK's own code answered
   * @param thread any thread
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static boolean isDaemon(boolean plain, Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.isDaemon() : plain;
  }

  /**
   * {@code Thread.getThreadGroup}.
   *
   * @param plain what the JDK's own code answered
   * @param thread any thread
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static ThreadGroup threadGroup(ThreadGroup plain, Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.getThreadGroup() : plain;
  }

  /**
   * {@code Thread.getPriority}.
   *
   * @param plain what the JDK's own code answered
   * @param thread any thread
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static int priority(int plain, Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.getPriority() : plain;
  }

  /**
   * {@code Thread.setContextClassLoader}: the application's thread keeps it.
   *
   * @param thread any thread
   * @param loader its new context class loader
   * @return true if the application's thread has taken it
   */
  public static boolean setContextClassLoader(Thread thread, ClassLoader loader) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    if (greenlet == null || greenlet.facade == null) {
      return false;
    }
    greenlet.facade.setContextClassLoader(loader);
    return true;
  }

  /**
   * {@code Thread.getContextClassLoader}, whose override in the application's class is asked too.
   *
   * @param plain what the JDK's own code answered
   * @param thread any thread
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static ClassLoader contextClassLoader(ClassLoader plain, Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null)
        ? greenlet.facade.getContextClassLoader()
        : plain;
  }

  /**
   * {@code Thread.getUncaughtExceptionHandler}.
   *
   * @param plain what the JDK's own code answered
   * @param thread any thread
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static Thread.UncaughtExceptionHandler exceptionHandler(
      Thread.UncaughtExceptionHandler plain, Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null)
        ? greenlet.facade.getUncaughtExceptionHandler()
        : plain;
  }

  /**
   * {@code Thread.setUncaughtExceptionHandler}.
   *
   * @param thread any thread
   * @param handler its new handler
   * @return true if the application's thread has taken it
   */
  public static boolean setExceptionHandler(
      Thread thread, Thread.UncaughtExceptionHandler handler) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    if (greenlet == null || greenlet.facade == null) {
      return false;
    }
    greenlet.facade.setUncaughtExceptionHandler(handler);
    return true;
  }

  // -- lists of threads

  /** {@return {@code Thread.getAllThreads()} and the green threads, for thread groups} */
  public static Thread[] allThreads() {
    return GreenloomListings.allThreads();
  }

  /**
   * {@code Thread.getAllStackTraces}.
   *
   * @param plain the platform threads'
   * @return these and the green threads'
   */
  public static Map<Thread, StackTraceElement[]> allStackTraces(
      Map<Thread, StackTraceElement[]> plain) {
    return GreenloomListings.allStackTraces(plain);
  }

  /**
   * {@code getQueuedThreads} and the like of locks.
   *
   * @param threads a new collection
   * @return the same, with the application's thread objects in it
   */
  public static Collection<Thread> facades(Collection<Thread> threads) {
    List<Thread> facades = new ArrayList<>(threads.size());
    for (Thread thread : threads) {
      facades.add(facade(thread));
    }
    return facades;
  }

  /**
   * {@code getFirstQueuedThread}, asked by the JDK, which compares it with the current thread.
   *
   * @param synchronizer whose queue it is
   * @return the thread that is really parked
   */
  public static Thread firstQueued(AbstractQueuedSynchronizer synchronizer) {
    return parked(synchronizer.getFirstQueuedThread());
  }

  /**
   * Like {@link #firstQueued}.
   *
   * @param synchronizer whose queue it is
   * @return the thread that is really parked
   */
  public static Thread firstQueuedLong(AbstractQueuedLongSynchronizer synchronizer) {
    return parked(synchronizer.getFirstQueuedThread());
  }

  // -- sun.management.ThreadImpl

  /**
   * {@code Thread.isVirtual}, asked before something is measured of the current thread.
   *
   * @param thread the current thread
   * @return false for a green thread, whose carrier is then measured
   */
  public static boolean isMeasuredVirtual(Thread thread) {
    return facade(thread).isVirtual();
  }

  /**
   * {@code getAllThreadIds}.
   *
   * @param plain those of platform threads
   * @return these and the green threads'
   */
  public static long[] allThreadIds(long[] plain) {
    return GreenloomListings.allThreadIds(plain);
  }

  /**
   * {@code getThreadInfo(long[], int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object threadInfos(Object plain, Object bean, long[] ids, int maxDepth) {
    return hooks.threadInfos((Object[]) plain, ids, maxDepth, false);
  }

  /**
   * {@code getThreadInfo(long[], boolean, boolean)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param lockedMonitors whether to tell the monitors that they own
   * @return the same, with green threads
   */
  public static Object lockingThreadInfos(
      Object plain, Object bean, long[] ids, boolean lockedMonitors) {
    return hooks.threadInfos((Object[]) plain, ids, Integer.MAX_VALUE, lockedMonitors);
  }

  /**
   * {@code getThreadInfo(long[], boolean, boolean, int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param ids the threads asked for
   * @param lockedMonitors whether to tell the monitors that they own
   * @param lockedSynchronizers the same of locks
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object lockingThreadInfosTo(
      Object plain,
      Object bean,
      long[] ids,
      boolean lockedMonitors,
      boolean lockedSynchronizers,
      int maxDepth) {
    return hooks.threadInfos((Object[]) plain, ids, maxDepth, lockedMonitors);
  }

  /**
   * {@code dumpAllThreads(boolean, boolean, int)}.
   *
   * @param plain what the JDK's own code answered
   * @param bean the bean
   * @param lockedMonitors whether to tell the monitors that they own
   * @param lockedSynchronizers the same of locks
   * @param maxDepth how many frames
   * @return the same, with green threads
   */
  public static Object allThreadInfos(
      Object plain,
      Object bean,
      boolean lockedMonitors,
      boolean lockedSynchronizers,
      int maxDepth) {
    return hooks.threadInfos((Object[]) plain, null, maxDepth, lockedMonitors);
  }

  /**
   * {@code findDeadlockedThreads}.
   *
   * @param plain what the JDK's own code has found, or null
   * @return the same, with green threads
   */
  public static long[] deadlockedThreads(long[] plain) {
    return hooks.deadlocked(plain, false);
  }

  /**
   * {@code findMonitorDeadlockedThreads}.
   *
   * @param plain what the JDK's own code has found, or null
   * @return the same, with green threads
   */
  public static long[] monitorDeadlockedThreads(long[] plain) {
    return hooks.deadlocked(plain, true);
  }

  /**
   * {@code getThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static int threadCount(int plain) {
    return plain + hooks.liveThreads(false);
  }

  /**
   * {@code getDaemonThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static int daemonThreadCount(int plain) {
    return plain + hooks.liveThreads(true);
  }

  /**
   * {@code getPeakThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads; both peaks may not have been at the same time
   */
  public static int peakThreadCount(int plain) {
    return plain + hooks.peakThreads();
  }

  /** {@code resetPeakThreadCount}. */
  public static void resetPeakThreadCount() {
    hooks.resetPeakThreads();
  }

  /**
   * {@code getTotalStartedThreadCount}.
   *
   * @param plain the number of platform threads
   * @return with green threads
   */
  public static long startedThreadCount(long plain) {
    return plain + hooks.startedThreads();
  }

  /**
   * {@code ManagementFactory.getPlatformMBeanServer}.
   *
   * @param plain the server
   * @return the same
   */
  public static Object platformServer(Object plain) {
    hooks.platformServer(plain);
    return plain;
  }

  // -- scheduling

  /**
   * {@code VirtualThread.sleepNanos}, interrupted.
   *
   * @return the message of the exception: that of a platform thread on a green thread, else null
   */
  public static String sleepInterrupted() {
    return Thread.currentThread() != currentThread() ? "sleep interrupted" : null;
  }

  /**
   * {@code LockSupport.unpark}.
   *
   * @param thread the thread to unpark, may be null
   * @return the thread that is really parked
   */
  public static Thread parked(Thread thread) {
    return GreenloomThreads.parked(thread);
  }

  /**
   * {@code sun.misc.Unsafe.park}, which would block the carrier.
   *
   * @param unsafe the receiver
   * @param isAbsolute whether the time is in milliseconds since the epoch, else in nanoseconds
   * @param time how long, 0 for ever if it is not absolute
   * @return true if the current thread is a greenlet and has parked
   */
  public static boolean unsafePark(Object unsafe, boolean isAbsolute, long time) {
    if (currentGreenlet() == null) {
      return false;
    }
    if (isAbsolute) {
      LockSupport.parkUntil(time);
    } else if (time == 0) {
      LockSupport.park();
    } else {
      LockSupport.parkNanos(time);
    }
    return true;
  }

  /**
   * {@code sun.misc.Unsafe.unpark}, which knows threads of the VM only.
   *
   * @param unsafe the receiver
   * @param thread the thread to unpark, may be null
   * @return true if it was one of ours and has been unparked
   */
  public static boolean unsafeUnpark(Object unsafe, Object thread) {
    if (!(thread instanceof Thread parked) || greenletOf(parked(parked)) == null) {
      return false;
    }
    LockSupport.unpark(parked);
    return true;
  }

  /**
   * {@code ThreadBuilders.newVirtualThread}: a virtual thread made by application code inside a
   * greenlet must not inherit the greenlet as its scheduler.
   *
   * @param scheduler the scheduler asked for, or null
   * @return the scheduler to use, or null for the JDK's choice
   */
  public static Executor scheduler(Executor scheduler) {
    return (scheduler == null && currentGreenlet() != null)
        ? VirtualThread.defaultScheduler()
        : scheduler;
  }

  /**
   * {@code VirtualThread.schedule}.
   *
   * @param thread the virtual thread
   * @param command what to run when the time is over
   * @param delay the delay
   * @param unit its unit
   * @return the timer, or null to use the JDK's
   */
  public static Future<?> schedule(Thread thread, Runnable command, long delay, TimeUnit unit) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null) ? hooks.schedule(greenlet, command, unit.toNanos(delay)) : null;
  }

  // -- sun.nio.ch

  /**
   * {@code Poller.poll}.
   *
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   * @param nanos the longest wait, 0 for none
   * @param open whether the channel is still open
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public static boolean poll(int fd, int event, long nanos, BooleanSupplier open)
      throws IOException {
    GreenloomGreenlet greenlet = currentGreenlet();
    return greenlet != null ? hooks.poll(greenlet, fd, event, nanos, open) : leftToPollers();
  }

  /**
   * {@code Poller.pollSelector}.
   *
   * @param fd the selector's own file descriptor
   * @param nanos the longest wait, 0 for none
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public static boolean pollSelector(int fd, long nanos) throws IOException {
    GreenloomGreenlet greenlet = currentGreenlet();
    return greenlet != null ? hooks.pollSelector(greenlet, fd, nanos) : leftToPollers();
  }

  private static boolean leftToPollers() {
    hooks.startPollers();
    return false;
  }

  /**
   * {@code Poller.Pollers.start}: the JDK's pollers need not start before a virtual thread that is
   * not ours waits. Until then there is a thread less, and one less that blocks in native code: the
   * JVM waits 300 ms for those when it exits.
   *
   * @param pollers the pollers
   * @return true to put it off
   */
  public static boolean deferPollers(Object pollers) {
    return hooks.deferPollers(pollers);
  }

  /**
   * {@code Poller.stopPoll}, before.
   *
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public static void stopPoll(int fd, int event) {
    hooks.stopPoll(fd, event);
  }

  /**
   * {@code NioSocketImpl.tryRead}.
   *
   * @param socket the socket
   * @param fd its file descriptor
   * @return what a read would, if it is known to find nothing, else 0
   */
  public static int beginRead(Object socket, FileDescriptor fd) {
    return begins(fd, false);
  }

  /**
   * {@code NioSocketImpl.tryWrite}.
   *
   * @param socket the socket
   * @param fd its file descriptor
   * @return what a write would, if it is known to find no room, else 0
   */
  public static int beginWrite(Object socket, FileDescriptor fd) {
    return begins(fd, true);
  }

  /** An interrupted virtual thread shall find what has arrived, though no event has told it. */
  private static int begins(FileDescriptor fd, boolean write) {
    Thread thread = Thread.currentThread();
    return greenletOf(thread) == null
            || thread.isInterrupted()
            || hooks.begins(FILE_DESCRIPTORS.get(fd), write)
        ? 0
        : UNAVAILABLE;
  }

  /**
   * {@code NioSocketImpl.tryRead}, afterwards.
   *
   * @param count what it has returned
   * @param socket the socket
   * @param fd its file descriptor
   * @param buffer where to
   * @param offset of the first byte
   * @param length how much was asked for
   * @return the same
   */
  public static int hasRead(
      int count, Object socket, FileDescriptor fd, byte[] buffer, int offset, int length) {
    transferred(count, length, fd, false);
    return count;
  }

  /**
   * {@code NioSocketImpl.tryWrite}, afterwards.
   *
   * @param count what it has returned
   * @param socket the socket
   * @param fd its file descriptor
   * @param buffer where from
   * @param offset of the first byte
   * @param length how much was asked for
   * @return the same
   */
  public static int hasWritten(
      int count, Object socket, FileDescriptor fd, byte[] buffer, int offset, int length) {
    transferred(count, length, fd, true);
    return count;
  }

  private static void transferred(int count, int length, FileDescriptor fd, boolean write) {
    if (count > 0 && count < length && currentGreenlet() != null) {
      hooks.exhausted(FILE_DESCRIPTORS.get(fd), write);
    }
  }

  /**
   * {@code UnixDispatcher.close}, before.
   *
   * @param dispatcher the dispatcher
   * @param fd the file descriptor
   */
  public static void closing(Object dispatcher, FileDescriptor fd) {
    hooks.closing(FILE_DESCRIPTORS.get(fd));
  }

  /**
   * Has the current greenlet's hub watch a file descriptor in blocking mode; the caller keeps it
   * from being closed meanwhile.
   *
   * @param fd the file descriptor
   * @return what to wait for, or null if it cannot be polled
   */
  public static Object registerFile(int fd) {
    GreenloomGreenlet greenlet = currentGreenlet();
    return greenlet != null ? hooks.registerFile(greenlet, fd) : null;
  }

  /**
   * Parks the current greenlet until a file descriptor in blocking mode may be ready, or is being
   * closed; an interrupt does not wake it.
   *
   * @param entry what {@link #registerFile} has returned
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public static void awaitFile(Object entry, int event) {
    hooks.awaitFile(currentGreenlet(), entry, event);
  }

  /**
   * A file descriptor is about to be closed and its number may be used again.
   *
   * @param fd the file descriptor
   */
  public static void forgetFile(int fd) {
    hooks.closing(fd);
  }

  /**
   * {@code Thread.isInterrupted} in the {@code park} methods of sockets: an interrupt closes the
   * socket of a virtual thread, but not that of a platform thread.
   *
   * @param thread the current thread
   * @return whether it is interrupted and not a green thread
   */
  public static boolean isSocketInterrupted(Thread thread) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return thread.isInterrupted() && (greenlet == null || greenlet.facade == null);
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
