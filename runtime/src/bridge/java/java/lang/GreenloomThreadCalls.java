package java.lang;

import jdk.internal.vm.ThreadContainer;

/** What patched methods of {@code java.lang.Thread} ask, see {@link GreenloomBridge}. */
public final class GreenloomThreadCalls {
  private GreenloomThreadCalls() {}

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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
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
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
    if (greenlet == null || greenlet.facade == null) {
      return false;
    }
    greenlet.facade.setUncaughtExceptionHandler(handler);
    return true;
  }
}
