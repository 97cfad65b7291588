package io.greenloom.internal.thread;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's main method on a green thread that goes by the name of {@code main}. The
 * JVM's own main thread waits for it and then ends as if it had run the method itself: with the
 * same exception, so that message and exit code are the JVM's.
 */
public final class MainThread {
  private static final String NAME = "main";
  private static final AtomicBoolean ENTERED = new AtomicBoolean();

  private final Method main;
  private final String[] args;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable UncaughtExceptionHandler handler;

  private MainThread(Method main, String[] args) {
    this.main = main;
    this.args = args;
  }

  /**
   * Runs the method that has just been entered, once, on a green thread.
   *
   * @param args its arguments
   * @return false if this call is that run, or a call by the application itself
   * @throws Throwable what the method threw
   */
  public static boolean run(String[] args) throws Throwable {
    if (!ENTERED.compareAndSet(false, true)) {
      return false;
    }
    Method main = caller().getDeclaredMethod(NAME, String[].class);
    if (!main.trySetAccessible()) {
      return false; // in a module that is not open to us
    }
    new MainThread(main, args).runOnGreenThread();
    return true;
  }

  private static Class<?> caller() {
    return StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE)
        .walk(frames ->
            frames
                .filter(frame -> frame.getMethodName().equals(NAME))
                .map(StackFrame::getDeclaringClass)
                .findFirst()
                .orElseThrow());
  }

  private void runOnGreenThread() throws Throwable {
    Thread green = new Thread(this::invoke, NAME);
    green.start();
    join(green);
    Throwable thrown = failure;
    if (thrown != null) {
      Thread.currentThread().setUncaughtExceptionHandler(handler);
      throw thrown;
    }
  }

  private void invoke() {
    try {
      main.invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      Thread self = GreenloomBridge.currentThread();
      UncaughtExceptionHandler own = self.getUncaughtExceptionHandler();
      handler = own.equals(self.getThreadGroup()) ? null : own;
      failure = e.getCause();
    } catch (IllegalAccessException e) {
      failure = e;
    }
  }

  @SuppressWarnings("ThreadJoinLoop") // who interrupts the JVM's main thread means the green one
  private static void join(Thread green) {
    while (true) {
      try {
        green.join();
        return;
      } catch (InterruptedException e) {
        green.interrupt();
      }
    }
  }
}
