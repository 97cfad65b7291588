package java.lang;

import java.util.Arrays;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;
import jdk.internal.vm.annotation.Hidden;

/**
 * The life of a green thread, as far as it needs package-private members of {@code java.lang}.
 *
 * <p>A facade never gets an OS thread. While it is alive its {@code scopedValueBindings} field,
 * which only a running platform thread uses, links to the greenlet that runs its body; before and
 * after that the JDK's own code answers for it. {@code holder.threadStatus} goes NEW, RUNNABLE,
 * TERMINATED as the VM would set it. {@code eetop} is never touched: the VM would take it for a
 * native thread.
 */
final class GreenloomThreads {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long LINK = U.objectFieldOffset(Thread.class, "scopedValueBindings");
  private static final long HOLDER = U.objectFieldOffset(Thread.class, "holder");
  private static final long TID = U.objectFieldOffset(Thread.class, "tid");
  private static final long LOADER = U.objectFieldOffset(Thread.class, "contextClassLoader");
  private static final long STATUS = statusOffset();

  // JVMTI thread states, as the VM writes them
  private static final int NEW = 0x0;
  private static final int TERMINATED = 0x2;
  private static final int RUNNABLE = 0x5;

  private GreenloomThreads() {}

  private static long statusOffset() {
    try {
      return U.objectFieldOffset(Class.forName("java.lang.Thread$FieldHolder"), "threadStatus");
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static GreenloomGreenlet greenletBehind(Thread thread) {
    return U.getReferenceVolatile(thread, LINK) instanceof GreenloomGreenlet greenlet
        ? greenlet
        : null;
  }

  /** The virtual thread of a live facade, or null. */
  private static Thread behind(Thread thread) {
    GreenloomGreenlet greenlet = greenletBehind(thread);
    return (greenlet != null) ? greenlet.thread : null;
  }

  // -- start and end

  static boolean start(Thread facade, ThreadContainer container) {
    GreenloomHooks hooks = GreenloomBridge.hooks();
    GreenloomGreenlet greenlet = hooks.greenletFor(facade);
    if (greenlet == null) {
      return false;
    }
    synchronized (facade) {
      if (status(facade) != NEW || (container != null && facade.threadContainer() != null)) {
        throw new IllegalThreadStateException();
      }
      greenlet.thread = newThreadBehind(facade, greenlet);
      Object bindings = U.getReference(facade, LINK);
      setStatus(facade, RUNNABLE);
      U.putReferenceVolatile(facade, LINK, greenlet);
      if (facade.interrupted) { // before it was started
        facade.interrupted = false;
        greenlet.thread.interrupt();
      }
      hooks.started(greenlet);
      boolean started = false;
      try {
        if (container != null) {
          facade.setThreadContainer(container);
        }
        greenlet.thread.start(container != null ? container : ThreadContainers.root());
        started = true;
      } finally {
        if (!started) {
          U.putReferenceVolatile(facade, LINK, bindings);
          setStatus(facade, NEW);
          hooks.finished(greenlet);
        }
      }
    }
    return true;
  }

  private static Thread newThreadBehind(Thread facade, GreenloomGreenlet greenlet) {
    Thread thread =
        ThreadBuilders.newVirtualThread(
            greenlet, facade.getName(), Thread.NO_INHERIT_THREAD_LOCALS, new Body(facade));
    U.putLong(thread, TID, facade.threadId());
    thread.setInheritableThreadLocals(facade.inheritableThreadLocals());
    U.putReference(thread, LOADER, U.getReference(facade, LOADER));
    return thread;
  }

  /** What the virtual thread behind a facade runs. */
  private static final class Body implements Runnable {
    private final Thread facade;

    Body(Thread facade) {
      this.facade = facade;
    }

    @Hidden
    @Override
    @SuppressWarnings("DoNotCall") // as the VM does on a native thread
    public void run() {
      try {
        facade.run();
      } catch (Throwable e) {
        dispatch(facade, e);
      } finally {
        finish(facade);
      }
    }
  }

  /** As the VM does for a platform thread, in its words. */
  private static void dispatch(Thread facade, Throwable e) {
    try {
      facade.dispatchUncaughtException(e);
    } catch (Throwable thrown) {
      System.err.printf(
          "%nException: %s thrown from the UncaughtExceptionHandler in thread \"%s\"%n",
          thrown.getClass().getName(), facade.getName());
    }
  }

  private static void finish(Thread facade) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    U.putReference(facade, LOADER, U.getReference(greenlet.thread, LOADER));
    facade.interrupted = greenlet.thread.isInterrupted();
    facade.clearReferences();
    synchronized (facade) {
      setStatus(facade, TERMINATED);
      U.putReferenceVolatile(facade, LINK, null);
      facade.notifyAll();
    }
    GreenloomBridge.hooks().finished(greenlet);
  }

  private static int status(Thread facade) {
    return U.getIntVolatile(U.getReference(facade, HOLDER), STATUS);
  }

  private static void setStatus(Thread facade, int status) {
    U.putIntVolatile(U.getReference(facade, HOLDER), STATUS, status);
  }

  // -- asked of the facade

  static Thread.State state(Thread facade, Thread.State plain) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    if (greenlet == null) {
      return plain;
    }
    Thread.State state = greenlet.thread.threadState();
    boolean parkedForIo =
        greenlet.waitingForIo
            && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
    return parkedForIo || state == Thread.State.NEW ? Thread.State.RUNNABLE : state;
  }

  static boolean interrupt(Thread facade) {
    Thread thread = behind(facade);
    if (thread == null) {
      return false;
    }
    thread.interrupt();
    return true;
  }

  static boolean isInterrupted(Thread facade) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    return greenlet != null && (greenlet.thread.isInterrupted() || greenlet.heldInterrupt);
  }

  @Hidden
  static StackTraceElement[] stackTrace(Thread facade) {
    Thread thread = behind(facade);
    if (thread == null) {
      return null;
    }
    StackTraceElement[] trace = thread.getStackTrace();
    // a thread's own trace begins with getStackTrace, here asked of the facade and of the thread
    return thread == Thread.currentThread() ? Arrays.copyOfRange(trace, 1, trace.length) : trace;
  }

  static void renamed(Thread facade) {
    Thread thread = behind(facade);
    if (thread != null) {
      thread.setName(facade.getName());
    }
  }

  static void setContextClassLoader(Thread facade, ClassLoader loader) {
    Thread thread = behind(facade);
    if (thread != null) {
      U.putReferenceVolatile(thread, LOADER, loader);
    }
  }

  static ClassLoader contextClassLoader(Thread facade, ClassLoader plain) {
    Thread thread = behind(facade);
    return (thread != null) ? (ClassLoader) U.getReferenceVolatile(thread, LOADER) : plain;
  }

  static Thread parked(Thread thread) {
    if (thread == null || thread instanceof BaseVirtualThread) {
      return thread;
    }
    Thread behind = behind(thread);
    return (behind != null) ? behind : thread;
  }
}
