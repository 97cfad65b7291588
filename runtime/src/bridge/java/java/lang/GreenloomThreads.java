package java.lang;

import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import jdk.internal.misc.Unsafe;
import jdk.internal.misc.VM;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;

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
  private static final long INTERRUPT_LOCK = U.objectFieldOffset(Thread.class, "interruptLock");
  private static final long HOLDER = U.objectFieldOffset(Thread.class, "holder");
  private static final long NAME = U.objectFieldOffset(Thread.class, "name");
  private static final long TID = U.objectFieldOffset(Thread.class, "tid");
  private static final long INTERRUPTED = U.objectFieldOffset(Thread.class, "interrupted");
  private static final long TASK = holderOffset("task");
  private static final long STACK_SIZE = holderOffset("stackSize");
  private static final long STATUS = holderOffset("threadStatus");
  private static final long LOCK_OWNER =
      U.objectFieldOffset(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");

  // JVMTI thread states, as the VM writes them
  private static final int NEW = 0x0;
  private static final int TERMINATED = 0x2;
  private static final int RUNNABLE = 0x5;

  /** The id of the main thread while its method runs on a greenlet, else 0. */
  private static volatile long greenMainId;

  private GreenloomThreads() {}

  private static long holderOffset(String field) {
    try {
      return U.objectFieldOffset(Class.forName("java.lang.Thread$FieldHolder"), field);
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static GreenloomGreenlet greenletBehind(Thread thread) {
    return U.getReferenceVolatile(Objects.requireNonNull(thread), LINK)
            instanceof GreenloomGreenlet greenlet
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
    if (heldFields(facade) == null || status(facade) != NEW) {
      return false; // for the JDK to refuse
    }
    GreenloomGreenlet greenlet = hooks.greenletFor(facade);
    if (greenlet == null) {
      return false;
    }
    // started without the facade's lock, which its end needs: it would have to wait for its start
    if ((container != null && facade.threadContainer() != null) || !claim(facade)) {
      throw new IllegalThreadStateException();
    }
    Object bindings = U.getReference(facade, LINK);
    boolean started = false;
    hooks.started(greenlet);
    try {
      greenlet.thread = newThreadBehind(facade, greenlet, greenlet);
      U.putReferenceVolatile(facade, LINK, greenlet);
      forwardInterrupt(facade);
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
    return true;
  }

  /** Of several who start a thread at once, one goes on; nobody while another has its lock. */
  private static boolean claim(Thread facade) {
    synchronized (facade) {
      return U.compareAndSetInt(holder(facade), STATUS, NEW, RUNNABLE);
    }
  }

  private static Thread newThreadBehind(Thread facade, GreenloomGreenlet greenlet, Runnable body) {
    Thread thread =
        ThreadBuilders.newVirtualThread(
            greenlet, facade.getName(), Thread.NO_INHERIT_THREAD_LOCALS, body);
    U.putLong(thread, TID, facade.threadId());
    // one object less for each; it guards the same thread, and nobody blocks while he holds it
    U.putReference(thread, INTERRUPT_LOCK, facade.interruptLock);
    thread.setInheritableThreadLocals(facade.inheritableThreadLocals());
    return thread;
  }

  /**
   * Runs the main method on a greenlet that stands behind the JVM's main thread, which waits here
   * meanwhile. What the application asks of that thread, the greenlet answers; its thread-locals
   * are lent to the greenlet, because the main class's initializer may have set some.
   *
   * @param greenlet for the current thread
   * @param main the main method with its arguments
   * @throws Throwable what it threw
   */
  static void runMain(GreenloomGreenlet greenlet, MethodHandle main) throws Throwable {
    Thread facade = Objects.requireNonNull(greenlet.facade);
    Object bindings = U.getReference(facade, LINK);
    GreenloomMain body = new GreenloomMain(facade, main, bindings);
    greenlet.thread = newThreadBehind(facade, greenlet, body);
    greenlet.thread.setThreadLocals(facade.threadLocals());
    U.putReferenceVolatile(facade, LINK, greenlet);
    greenMainId = facade.threadId();
    forwardInterrupt(facade);
    boolean started = false;
    try {
      greenlet.thread.start();
      started = true;
    } finally {
      if (!started) {
        U.putReferenceVolatile(facade, LINK, bindings);
      }
    }
    body.await();
    body.rethrow();
  }

  /**
   * At the end of the main method, on its greenlet: what has been lent goes back, and the main
   * thread answers for itself again before anybody can find the virtual thread terminated.
   */
  static void giveBack(Thread facade, Object bindings) {
    Thread thread = Thread.currentThread();
    facade.setThreadLocals(thread.threadLocals());
    facade.setInheritableThreadLocals(thread.inheritableThreadLocals());
    greenMainId = 0;
    U.putReferenceVolatile(facade, LINK, bindings);
    if (thread.isInterrupted()) {
      facade.interrupt();
    }
  }

  static long greenMainId() {
    return greenMainId;
  }

  /** As the VM does for a platform thread, in its words. */
  static void dispatch(Thread facade, Throwable e) {
    try {
      facade.dispatchUncaughtException(e);
    } catch (Throwable thrown) {
      System.err.printf(
          "%nException: %s thrown from the UncaughtExceptionHandler in thread \"%s\"%n",
          thrown.getClass().getName(), facade.getName());
    }
  }

  static void finish(Thread facade) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    facade.clearReferences();
    greenlet.ending = true;
    GreenloomBridge.hooks().finished(greenlet); // as the VM counts: before those who join go on
    synchronized (facade) {
      setStatus(facade, TERMINATED);
      U.putReferenceVolatile(facade, LINK, null);
      if (greenlet.thread.isInterrupted()) { // after that; who interrupts looks at the link again
        facade.interrupted = true;
      }
      facade.notifyAll();
    }
    greenlet.ended();
  }

  /** The stack size that a thread was created with, 0 if none was given. */
  static long stackSize(Thread thread) {
    return U.getLong(holder(thread), STACK_SIZE);
  }

  /** What a thread was created to run, or null. */
  static Runnable task(Thread thread) {
    return (Runnable) U.getReference(holder(thread), TASK);
  }

  /** What {@code -Xss} or its like says last; 0 if nothing. */
  static long defaultStackSize() {
    long size = 0;
    String[] arguments = VM.getRuntimeArguments(); // null if there are none at all
    for (String argument : arguments == null ? new String[0] : arguments) {
      if (argument.startsWith("-Xss")) {
        size = bytes(argument.substring("-Xss".length()), 1);
      } else if (argument.startsWith("-XX:ThreadStackSize=")) {
        size = bytes(argument.substring("-XX:ThreadStackSize=".length()), 1 << 10);
      }
    }
    return size;
  }

  /** A size in the JVM's notation, which it has accepted: a number, then k, m or g or nothing. */
  private static long bytes(String text, long unit) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    String suffix = text.substring(digits).toLowerCase(Locale.ROOT);
    long factor =
        switch (suffix) {
          case "k" -> 1 << 10;
          case "m" -> 1 << 20;
          case "g" -> 1 << 30;
          default -> 1;
        };
    return digits == 0 ? 0 : Long.parseLong(text, 0, digits, 10) * factor * unit;
  }

  private static int status(Thread facade) {
    return U.getIntVolatile(holder(facade), STATUS);
  }

  private static void setStatus(Thread facade, int status) {
    U.putIntVolatile(holder(facade), STATUS, status);
  }

  private static Object holder(Thread thread) {
    return Objects.requireNonNull(heldFields(thread));
  }

  /** Null for a virtual thread, and for a thread whose constructor has not run. */
  private static Object heldFields(Thread thread) {
    return U.getReference(Objects.requireNonNull(thread), HOLDER);
  }

  // -- asked of the facade

  static Thread.State state(Thread facade, Thread.State plain) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    if (greenlet == null) {
      return plain;
    }
    Thread.State state = greenlet.thread.threadState();
    boolean parkedForIo =
        greenlet.ioWait != 0
            && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
    return parkedForIo || state == Thread.State.NEW ? Thread.State.RUNNABLE : state;
  }

  /**
   * Returns false if the JDK's own code has to set the facade's flag: because it is not green, or
   * because it has ended meanwhile without seeing this interrupt.
   */
  static boolean interrupt(Thread facade) {
    Thread thread = behind(facade);
    if (thread == null) {
      return false;
    }
    thread.interrupt();
    return behind(facade) != null || !thread.isInterrupted();
  }

  /**
   * Gives the virtual thread an interrupt that has come to the facade. Whoever links the two calls
   * this after linking, and whoever interrupts the facade after setting its flag, so that one of
   * them sees what the other did; who clears the flag passes it on, so that it goes on once.
   */
  static void forwardInterrupt(Thread facade) {
    Thread thread = behind(facade);
    if (thread != null && U.compareAndSetBoolean(facade, INTERRUPTED, true, false)) {
      thread.interrupt();
    }
  }

  /**
   * Waits for the end of a green thread. A wait for the facade's monitor would do, but the JDK
   * wakes virtual threads from that by way of a platform thread; and who joins the virtual thread
   * is woken on the carrier, where nobody may wait for a lock. Who has that monitor must wait for
   * it all the same: the end of the thread needs it.
   */
  static boolean join(Thread facade, long millis) throws InterruptedException {
    // the main thread has not ended when its method has
    if (millis < 0 || facade.threadId() == greenMainId) {
      return false;
    }
    GreenloomGreenlet greenlet = greenletBehind(facade);
    if (greenlet == null || Thread.holdsLock(facade)) {
      return false;
    }
    CountDownLatch end = greenlet.end();
    if (greenletBehind(facade) == null) { // it may have ended without seeing the latch
      return true;
    }
    if (millis == 0) {
      end.await();
    } else {
      boolean _ = end.await(millis, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  static boolean isInterrupted(Thread facade) {
    GreenloomGreenlet greenlet = greenletBehind(facade);
    return greenlet != null && (greenlet.thread.isInterrupted() || greenlet.heldInterrupt);
  }

  static StackTraceElement[] stackTrace(Thread facade) {
    Thread thread = behind(facade);
    return (thread != null) ? thread.asyncGetStackTrace() : null;
  }

  /**
   * Both threads have one name. Called under the lock of the one that has been renamed: the virtual
   * thread's may be held when the facade's is taken, but not the other way round.
   */
  static void renamed(Thread thread) {
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
    if (greenlet == null) {
      Thread behind = behind(thread);
      if (behind != null) {
        U.putReferenceVolatile(behind, NAME, thread.getName());
      }
    } else if (greenlet.facade != null) {
      greenlet.facade.setName(thread.getName());
    }
  }

  /** The owner of a lock of {@code java.util.concurrent}, or null. */
  static Thread ownerOf(Object lock) {
    return lock instanceof AbstractOwnableSynchronizer
        ? GreenloomBridge.facade((Thread) U.getReferenceVolatile(lock, LOCK_OWNER))
        : null;
  }

  static Thread parked(Thread thread) {
    if (thread == null || thread instanceof BaseVirtualThread) {
      return thread;
    }
    Thread behind = behind(thread);
    return (behind != null) ? behind : thread;
  }
}
