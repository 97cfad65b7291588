package java.lang;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.annotation.Hidden;

/**
 * The only class of Greenloom that patched code calls. Defined inside {@code java.base} at
 * start-up; every entry point is static, takes JDK types only and asks one question first: is the
 * thread one of our greenlets? Everybody else is back on the JDK's path after one field read.
 */
public final class GreenloomBridge {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SCHEDULER = U.objectFieldOffset(VirtualThread.class, "scheduler");
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

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
   * @param thread a platform thread or facade
   * @param plain what the JDK's own code answered
   * @return whether it is alive
   */
  public static boolean isAlive(Thread thread, boolean plain) {
    return plain || GreenloomThreads.greenletBehind(thread) != null;
  }

  /**
   * {@code Thread.threadState}.
   *
   * @param thread a platform thread or facade
   * @param plain what the JDK's own code answered
   * @return the state of the green thread, or the plain answer
   */
  public static Thread.State state(Thread thread, Thread.State plain) {
    return GreenloomThreads.state(thread, plain);
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
   * {@code Thread.isInterrupted}.
   *
   * @param thread a platform thread or facade
   * @param plain what the JDK's own code answered
   * @return whether it is interrupted
   */
  public static boolean isInterrupted(Thread thread, boolean plain) {
    return plain || GreenloomThreads.isInterrupted(thread);
  }

  /**
   * {@code Thread.getStackTrace}.
   *
   * @param thread a platform thread or facade
   * @return the stack of the green thread, or null if it is none
   */
  @Hidden
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
   * {@code Thread.setContextClassLoader}, afterwards.
   *
   * @param thread a thread that has a new context class loader
   * @param loader the loader
   */
  public static void setContextClassLoader(Thread thread, ClassLoader loader) {
    GreenloomThreads.setContextClassLoader(thread, loader);
  }

  /**
   * {@code Thread.getContextClassLoader}.
   *
   * @param thread any thread
   * @param plain what the JDK's own code answered
   * @return the loader of the green thread, or the plain answer
   */
  public static ClassLoader contextClassLoader(Thread thread, ClassLoader plain) {
    return GreenloomThreads.contextClassLoader(thread, plain);
  }

  // -- java.lang.Thread, asked by JDK code of the virtual thread behind a green thread

  /**
   * {@code Thread.isDaemon}.
   *
   * @param thread any thread
   * @param plain what the JDK's own code answered
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static boolean isDaemon(Thread thread, boolean plain) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.isDaemon() : plain;
  }

  /**
   * {@code Thread.getThreadGroup}.
   *
   * @param thread any thread
   * @param plain what the JDK's own code answered
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static ThreadGroup threadGroup(Thread thread, ThreadGroup plain) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.getThreadGroup() : plain;
  }

  /**
   * {@code Thread.getPriority}.
   *
   * @param thread any thread
   * @param plain what the JDK's own code answered
   * @return the answer of the application's thread if there is one behind a virtual thread
   */
  public static int priority(Thread thread, int plain) {
    GreenloomGreenlet greenlet = greenletOf(thread);
    return (greenlet != null && greenlet.facade != null) ? greenlet.facade.getPriority() : plain;
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
   * {@code UnixDispatcher.close}, before.
   *
   * @param dispatcher the dispatcher
   * @param fd the file descriptor
   */
  public static void closing(Object dispatcher, FileDescriptor fd) {
    hooks.closing(FILE_DESCRIPTORS.get(fd));
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
