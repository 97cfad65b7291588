package java.lang;

import java.lang.invoke.MethodHandle;
import jdk.internal.misc.Unsafe;

/** The main method, run by a greenlet while the JVM's main thread, its facade, waits. */
final class GreenloomMain implements Runnable {
  private static final Unsafe U = Unsafe.getUnsafe();

  private final Thread facade;

  /** The method with its arguments, of type {@code ()void}. */
  private final MethodHandle method;

  /** What the method threw, or null; for the facade once {@link #ended}. */
  private Throwable failure;

  private volatile boolean ended;

  /** What the facade's link field held before, to be put back. */
  private final Object bindings;

  GreenloomMain(Thread facade, MethodHandle method, Object bindings) {
    this.facade = facade;
    this.method = method;
    this.bindings = bindings;
  }

  /** Runs the method; the greenlet, whose visible stack begins above this frame. */
  @Override
  public void run() {
    try {
      method.invokeExact();
    } catch (Throwable e) {
      failure = e;
    } finally {
      GreenloomThreads.giveBack(facade, bindings);
      ended = true;
      U.unpark(facade);
    }
  }

  /** Waits for the method's end; the facade, whose own park and interrupt go to the greenlet. */
  void await() {
    while (!ended) {
      U.park(false, 0);
    }
  }

  /** Throws what the method threw, if it did. */
  void rethrow() throws Throwable {
    if (failure != null) {
      throw failure;
    }
  }
}
