package io.greenloom.internal.hub;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells from the stack of a thread that waits how it can be made to throw something there. */
final class WaitSite {
  private static final String CONCURRENT = "java.util.concurrent.";
  private static final String LOCKS = CONCURRENT + "locks.";

  private static final Set<String> SYNCHRONIZERS =
      Set.of(LOCKS + "AbstractQueuedSynchronizer", LOCKS + "AbstractQueuedLongSynchronizer");

  /** Of those, what can be given up. */
  private static final Set<String> INTERRUPTIBLE_ACQUIRES =
      Set.of(
          "acquireInterruptibly",
          "acquireSharedInterruptibly",
          "tryAcquireNanos",
          "tryAcquireSharedNanos");

  /** Our own frames above that constructor, and some more. */
  private static final int MOST_ABOVE = 16;

  /** What parks a thread in a call of the API. */
  private static final String OWN_WAIT = "io.greenloom.Waiter";

  /**
   * Classes that have no handler for an {@code InterruptedException} that they throw themselves:
   * all they do is pass it on, so that it makes no difference to them when it is something else.
   * Not for instance {@code CyclicBarrier}, which breaks then.
   */
  static final Set<String> TRANSPARENT =
      Set.of(
          "java.lang.Object",
          "java.lang.ProcessImpl",
          "java.lang.System$1",
          "java.lang.Thread",
          "java.lang.VirtualThread",
          "jdk.internal.misc.Unsafe",
          CONCURRENT + "ArrayBlockingQueue",
          CONCURRENT + "CompletableFuture",
          CONCURRENT + "CompletableFuture$Signaller",
          CONCURRENT + "CountDownLatch",
          CONCURRENT + "CountDownLatch$Sync",
          CONCURRENT + "DelayQueue",
          CONCURRENT + "ForkJoinPool",
          CONCURRENT + "FutureTask",
          CONCURRENT + "LinkedBlockingDeque",
          CONCURRENT + "LinkedBlockingQueue",
          CONCURRENT + "LinkedTransferQueue",
          CONCURRENT + "LinkedTransferQueue$DualNode",
          CONCURRENT + "PriorityBlockingQueue",
          CONCURRENT + "Semaphore",
          CONCURRENT + "Semaphore$Sync",
          CONCURRENT + "SynchronousQueue",
          CONCURRENT + "SynchronousQueue$Transferer",
          CONCURRENT + "TimeUnit",
          LOCKS + "AbstractOwnableSynchronizer",
          LOCKS + "AbstractQueuedLongSynchronizer",
          LOCKS + "AbstractQueuedLongSynchronizer$ConditionNode",
          LOCKS + "AbstractQueuedLongSynchronizer$ConditionObject",
          LOCKS + "AbstractQueuedSynchronizer",
          LOCKS + "AbstractQueuedSynchronizer$ConditionNode",
          LOCKS + "AbstractQueuedSynchronizer$ConditionObject",
          LOCKS + "LockSupport",
          LOCKS + "ReentrantLock",
          LOCKS + "ReentrantLock$FairSync",
          LOCKS + "ReentrantLock$NonfairSync",
          LOCKS + "ReentrantLock$Sync",
          LOCKS + "ReentrantReadWriteLock",
          LOCKS + "ReentrantReadWriteLock$ReadLock",
          LOCKS + "ReentrantReadWriteLock$WriteLock",
          LOCKS + "StampedLock");

  /** Methods of the JDK that application code was seen to wait in. */
  private static final Map<String, Boolean> INTERRUPTIBLE = new ConcurrentHashMap<>();

  private WaitSite() {}

  /** How a wait can be ended. */
  enum Exit {
    /**
     * Not at all: it waits for a monitor, a lock, or inside of something that has to be finished.
     */
    NONE,
    /** It looks itself when it is unparked. */
    OWN,
    /** By an interrupt, and then it can throw anything instead of {@code InterruptedException}. */
    THROW,
    /** By an interrupt, which the JDK has to see. */
    INTERRUPT
  }

  /**
   * Reads a stack, innermost frame first.
   *
   * <p>The JDK's method that the application has called decides: if it declares {@code
   * InterruptedException} it can be interrupted.
   */
  static Exit exit(StackTraceElement[] stack) {
    boolean transparent = true;
    StackTraceElement called = null;
    if (isUninterruptibleAcquire(stack)) {
      return Exit.NONE;
    }
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(OWN_WAIT)) {
        return Exit.OWN;
      }
      if (!isOfJdk(frame)) {
        break;
      }
      transparent &=
          TRANSPARENT.contains(frame.getClassName())
              || frame.getClassName().startsWith("java.lang.Greenloom");
      called = frame;
    }
    if (called == null || !isInterruptible(called)) {
      return Exit.NONE;
    }
    return transparent ? Exit.THROW : Exit.INTERRUPT;
  }

  /**
   * Whether the innermost wait is for a lock that cannot be given up, inside of something that can
   * be interrupted elsewhere: a condition that has been signalled takes its lock again.
   */
  private static boolean isUninterruptibleAcquire(StackTraceElement[] stack) {
    for (int i = 0; i + 1 < stack.length && isOfJdk(stack[i]); i++) {
      if (SYNCHRONIZERS.contains(stack[i].getClassName())) {
        boolean acquires = stack[i].getMethodName().equals("acquire");
        if (!acquires || stack[i + 1].getMethodName().equals("acquire")) {
          continue;
        }
        return !INTERRUPTIBLE_ACQUIRES.contains(stack[i + 1].getMethodName());
      }
    }
    return false;
  }

  /** Whether an interrupt would end the wait that has such a stack. */
  static boolean isInterruptible(StackTraceElement[] stack) {
    Exit exit = exit(stack);
    return exit == Exit.THROW || exit == Exit.INTERRUPT;
  }

  /** Whether the VM itself waits, which looks at nothing but the interrupt status. */
  static boolean isOfVm(StackTraceElement[] stack) {
    return stack.length > 0
        && (isMethod(stack[0], "java.lang.Object", "wait0")
            || isMethod(stack[0], "java.lang.Thread", "sleepNanos0"));
  }

  private static boolean isMethod(StackTraceElement frame, String type, String name) {
    return frame.getMethodName().equals(name) && frame.getClassName().equals(type);
  }

  /** Whether two looks at a thread have found it in the same wait; either may show more frames. */
  static boolean isSame(StackTraceElement[] one, StackTraceElement[] other) {
    int shown = Math.min(one.length, other.length);
    return shown > 0 && Arrays.equals(one, 0, shown, other, 0, shown);
  }

  /** The frames of a thread below the constructors of the exception that it makes. */
  static StackTraceElement[] belowInterruptedException(Throwable here) {
    return below(here, "java.lang.InterruptedException");
  }

  /** The frames of a thread below the bridge, which a patched method has called. */
  static StackTraceElement[] belowBridge(Throwable here) {
    return below(here, "java.lang.GreenloomThrows");
  }

  private static StackTraceElement[] below(Throwable here, String type) {
    StackTraceElement[] stack = here.getStackTrace();
    int below = 0;
    for (int i = 0; i < stack.length && i < MOST_ABOVE; i++) {
      if (stack[i].getClassName().equals(type)) {
        below = i + 1;
      }
    }
    return Arrays.copyOfRange(stack, below, stack.length);
  }

  static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static boolean isInterruptible(StackTraceElement frame) {
    if (frame.getClassName().equals(CONCURRENT + "ForkJoinPool")) {
      return frame.getMethodName().equals("awaitTermination"); // not its invokeAll
    }
    return INTERRUPTIBLE.computeIfAbsent(
        frame.getClassName() + "." + frame.getMethodName(),
        name -> declaresInterruptedException(frame.getClassName(), frame.getMethodName()));
  }

  /** Whether one of the methods with a name does; a stack does not tell them apart. */
  private static boolean declaresInterruptedException(String type, String name) {
    try {
      Class<?> owner = Class.forName(type, false, ClassLoader.getPlatformClassLoader());
      return Arrays.stream(owner.getDeclaredMethods())
          .filter(method -> method.getName().equals(name))
          .map(Method::getExceptionTypes)
          .flatMap(Arrays::stream)
          .anyMatch(InterruptedException.class::equals);
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // a hidden class
    }
  }
}
