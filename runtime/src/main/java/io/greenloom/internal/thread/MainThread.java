package io.greenloom.internal.thread;

import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the application's main method on a greenlet. The JVM's own main thread is its facade: it
 * stays what {@code Thread.currentThread()} returns, waits, and then ends as if it had run the
 * method itself, with the same exception, so that message and exit code are the JVM's.
 */
public final class MainThread {
  private static final String NAME = "main";
  private static final AtomicBoolean ENTERED = new AtomicBoolean();

  private MainThread() {}

  /**
   * Runs the method that has just been entered, once, on a greenlet.
   *
   * @param hubs where greenlets run
   * @param args its arguments
   * @return false if this call is that run, or a call by the application itself
   * @throws Throwable what the method threw
   */
  public static boolean run(Hubs hubs, String[] args) throws Throwable {
    if (!ENTERED.compareAndSet(false, true)) {
      return false;
    }
    Method main = caller().getDeclaredMethod(NAME, String[].class);
    if (!main.trySetAccessible()) {
      return false; // in a module that is not open to us
    }
    MethodHandle body = MethodHandles.lookup().unreflect(main).asFixedArity();
    RawGreenlet greenlet = new RawGreenlet(hubs.forStart(), Thread.currentThread());
    greenlet.runMain(
        MethodHandles.insertArguments(body, 0, (Object) args)
            .asType(MethodType.methodType(void.class)));
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
}
