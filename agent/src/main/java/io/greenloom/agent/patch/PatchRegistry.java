package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.AFTER;
import static io.greenloom.agent.patch.Patch.Change.BEFORE;
import static io.greenloom.agent.patch.Patch.Change.INTERRUPTED_MESSAGE;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_ARGUMENT;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_RESULT;
import static io.greenloom.agent.patch.Patch.Change.SKIP_IF;

import io.greenloom.PatchArea;
import java.util.List;
import java.util.stream.Stream;

/** Every patch there is. */
public final class PatchRegistry {
  private static final String TRANSFER = "(Ljava/io/FileDescriptor;[BII)I";

  /**
   * Timed waits of a greenlet are timers of its hub; an interrupted one says what a thread's does.
   */
  private static final Patch VIRTUAL_THREAD =
      Patch.of(
          PatchArea.SLEEP,
          "java.lang.VirtualThread",
          new Patch.Method(
              "schedule",
              "(Ljava/lang/Runnable;JLjava/util/concurrent/TimeUnit;)Ljava/util/concurrent/Future;",
              SKIP_IF,
              "schedule"),
          new Patch.Method("sleepNanos", "(J)V", INTERRUPTED_MESSAGE, "sleepInterrupted"));

  /** Whoever looks at a virtual thread's locks does so where the JDK has suspended it. */
  private static final Patch SUSPENDED_THREAD =
      Patch.of(
          null,
          "java.lang.VirtualThread",
          Patch.Method.replacing(
              "getStackTrace",
              "tryGetStackTrace",
              "()[Ljava/lang/StackTraceElement;",
              "suspendedTrace"));

  /** A greenlet that cannot leave its carrier, because of a native frame, blocks it alone. */
  private static final Patch PINNED_THREAD =
      Patch.of(
          null,
          "java.lang.VirtualThread",
          Patch.Method.wrapping("parkOnCarrierThread", "(ZJ)V", "beginPinnedPark", "endPinnedPark"),
          Patch.Method.wrapping("tryYield", "()V", "beginYield", "endYield"));

  /**
   * Starting a thread starts a green one. What is asked of the application's thread object is
   * answered by the virtual thread behind it, and what JDK code asks of the virtual thread by the
   * application's object. Virtual threads override most of these methods.
   */
  private static final Patch THREAD =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.Thread",
          new Patch.Method("start", "()V", SKIP_IF, "start"),
          new Patch.Method("start", "(Ljdk/internal/vm/ThreadContainer;)V", SKIP_IF, "startIn"),
          new Patch.Method("alive", "()Z", REPLACE_RESULT, "isAlive"),
          new Patch.Method("threadState", "()Ljava/lang/Thread$State;", REPLACE_RESULT, "state"),
          new Patch.Method("join", "(J)V", SKIP_IF, "join"),
          new Patch.Method("interrupt", "()V", SKIP_IF, "interrupt"),
          new Patch.Method("interrupt", "()V", AFTER, "interrupted"),
          new Patch.Method(
              "getUncaughtExceptionHandler",
              "()Ljava/lang/Thread$UncaughtExceptionHandler;",
              REPLACE_RESULT,
              "exceptionHandler"),
          new Patch.Method(
              "setUncaughtExceptionHandler",
              "(Ljava/lang/Thread$UncaughtExceptionHandler;)V",
              SKIP_IF,
              "setExceptionHandler"),
          new Patch.Method("isInterrupted", "()Z", REPLACE_RESULT, "isInterrupted"),
          Patch.Method.replacing(
              "currentThread",
              "getStackTrace",
              "()[Ljava/lang/StackTraceElement;",
              "currentThread"),
          new Patch.Method(
              "asyncGetStackTrace", "()[Ljava/lang/StackTraceElement;", SKIP_IF, "stackTrace"),
          new Patch.Method("setName", "(Ljava/lang/String;)V", AFTER, "renamed"),
          new Patch.Method(
              "getAllStackTraces", "()Ljava/util/Map;", REPLACE_RESULT, "allStackTraces"),
          new Patch.Method(
              "setContextClassLoader",
              "(Ljava/lang/ClassLoader;)V",
              SKIP_IF,
              "setContextClassLoader"),
          new Patch.Method(
              "getContextClassLoader",
              "()Ljava/lang/ClassLoader;",
              REPLACE_RESULT,
              "contextClassLoader"),
          new Patch.Method("isDaemon", "()Z", REPLACE_RESULT, "isDaemon"),
          new Patch.Method(
              "getThreadGroup", "()Ljava/lang/ThreadGroup;", REPLACE_RESULT, "threadGroup"),
          new Patch.Method("getPriority", "()I", REPLACE_RESULT, "priority"));

  /**
   * A virtual thread that the application starts inside a greenlet gets the JDK's scheduler; it
   * would otherwise inherit the greenlet as its own.
   */
  private static final Patch THREAD_BUILDERS =
      Patch.of(
          null,
          "java.lang.ThreadBuilders",
          new Patch.Method(
              "newVirtualThread",
              "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                  + "Ljava/lang/Thread;",
              REPLACE_ARGUMENT,
              "scheduler"));

  /**
   * Who unparks the application's thread object means the virtual thread, which is what parks. One
   * that has waited for long then goes first.
   */
  private static final Patch LOCK_SUPPORT =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.locks.LockSupport",
          new Patch.Method("unpark", "(Ljava/lang/Thread;)V", REPLACE_ARGUMENT, "parked"),
          new Patch.Method("unpark", "(Ljava/lang/Thread;)V", AFTER, "unparked"),
          new Patch.Method(
              "getBlocker", "(Ljava/lang/Thread;)Ljava/lang/Object;", REPLACE_ARGUMENT, "parked"));

  /** Code that parks without LockSupport; in a module that a JVM may lack. */
  private static final Patch UNSAFE =
      Patch.of(
          PatchArea.THREAD,
          "sun.misc.Unsafe",
          new Patch.Method("park", "(ZJ)V", SKIP_IF, "unsafePark"),
          new Patch.Method("unpark", "(Ljava/lang/Object;)V", SKIP_IF, "unsafeUnpark"));

  /** Who owns a confined arena is the virtual thread. */
  private static final Patch MEMORY_SESSION =
      Patch.of(
          PatchArea.THREAD,
          "jdk.internal.foreign.MemorySessionImpl",
          new Patch.Method("isAccessibleBy", "(Ljava/lang/Thread;)Z", REPLACE_ARGUMENT, "parked"));

  /** A pool tells its subclass, in beforeExecute, which thread is at work. */
  private static final Patch THREAD_POOL_EXECUTOR =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.ThreadPoolExecutor",
          Patch.Method.replacing(
              "currentThread",
              "runWorker",
              "(Ljava/util/concurrent/ThreadPoolExecutor$Worker;)V",
              "currentThread"));

  /** Who cancels a task interrupts the application's object, which may have a method for it. */
  private static final Patch FUTURE_TASK =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.FutureTask",
          Patch.Method.replacing("currentThread", "run", "()V", "currentThread"),
          Patch.Method.replacing("currentThread", "runAndReset", "()Z", "currentThread"));

  /** The executor takes off its list the thread that it has put there. */
  private static final Patch THREAD_PER_TASK_EXECUTOR =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.ThreadPerTaskExecutor",
          new Patch.Method("taskComplete", "(Ljava/lang/Thread;)V", REPLACE_ARGUMENT, "facade"));

  /** Lists of threads hold the green ones, too. */
  private static final Patch THREAD_GROUP =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.ThreadGroup",
          Patch.Method.replacing("getAllThreads", "activeCount", "()I", "allThreads"),
          Patch.Method.replacing(
              "getAllThreads", "enumerate", "([Ljava/lang/Thread;Z)I", "allThreads"),
          Patch.Method.replacing("getAllThreads", "interrupt", "()V", "allThreads"),
          Patch.Method.replacing("getAllThreads", "list", "()V", "allThreads"));

  /** The stack of a green thread ends where the application's own frames do. */
  private static final Patch STACK_TRACE =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.StackTraceElement",
          new Patch.Method(
              "of",
              "([Ljava/lang/StackTraceElement;)[Ljava/lang/StackTraceElement;",
              REPLACE_RESULT,
              "visibleTrace"));

  /** Like {@link #STACK_TRACE}. */
  private static final Patch STACK_WALKER =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.StackStreamFactory$AbstractStackWalker",
          new Patch.Method("peekFrame", "()Ljava/lang/Class;", REPLACE_RESULT, "visibleFrame"));

  /** Reflection calls what a rewritten call in an application class does. */
  private static final Patch REFLECTION =
      Patch.of(
          PatchArea.THREAD,
          "jdk.internal.reflect.MethodHandleAccessorFactory",
          new Patch.Method(
              "newMethodAccessor",
              "(Ljava/lang/reflect/Method;Z)Ljdk/internal/reflect/MethodAccessorImpl;",
              REPLACE_ARGUMENT,
              "reflected"));

  /** So do method handles, and hidden classes have their calls rewritten. */
  private static final Patch LOOKUP =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.invoke.MethodHandles$Lookup",
          new Patch.Method(
              "findStatic",
              "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                  + "Ljava/lang/invoke/MethodHandle;",
              SKIP_IF,
              "found"),
          new Patch.Method(
              "unreflect",
              "(Ljava/lang/reflect/Method;)Ljava/lang/invoke/MethodHandle;",
              REPLACE_ARGUMENT,
              "reflected"),
          new Patch.Method(
              "makeHiddenClassDefiner",
              "([BZI)Ljava/lang/invoke/MethodHandles$Lookup$ClassDefiner;",
              REPLACE_ARGUMENT,
              "hiddenClass"));

  /** Who asks a lock for its owner gets the application's thread object. */
  private static final Patch REENTRANT_LOCK = ownedLock("ReentrantLock");

  /** Like {@link #REENTRANT_LOCK}. */
  private static final Patch READ_WRITE_LOCK = ownedLock("ReentrantReadWriteLock");

  /** So does who asks for the threads in its queue. */
  private static final Patch SYNCHRONIZER = queue("AbstractQueuedSynchronizer", "firstQueued");

  /** Like {@link #SYNCHRONIZER}. */
  private static final Patch LONG_SYNCHRONIZER =
      queue("AbstractQueuedLongSynchronizer", "firstQueuedLong");

  /** Like {@link #SYNCHRONIZER}, for the threads that wait for a condition. */
  private static final Patch CONDITION = condition("AbstractQueuedSynchronizer");

  /** Like {@link #CONDITION}. */
  private static final Patch LONG_CONDITION = condition("AbstractQueuedLongSynchronizer");

  /** The management bean for threads; in a module that a JVM may lack. */
  private static final Patch THREAD_MX_BEAN =
      Patch.of(
          PatchArea.THREAD,
          "sun.management.ThreadImpl",
          new Patch.Method("getAllThreadIds", "()[J", REPLACE_RESULT, "allThreadIds"),
          new Patch.Method("getThreadCount", "()I", REPLACE_RESULT, "threadCount"),
          new Patch.Method("getDaemonThreadCount", "()I", REPLACE_RESULT, "daemonThreadCount"),
          new Patch.Method("getPeakThreadCount", "()I", REPLACE_RESULT, "peakThreadCount"),
          new Patch.Method("resetPeakThreadCount", "()V", AFTER, "resetPeakThreadCount"),
          new Patch.Method(
              "getTotalStartedThreadCount", "()J", REPLACE_RESULT, "startedThreadCount"),
          threadInfo("getThreadInfo", "([JI)", "threadInfos"),
          threadInfo("getThreadInfo", "([JZZ)", "lockingThreadInfos"),
          threadInfo("getThreadInfo", "([JZZI)", "lockingThreadInfosTo"),
          threadInfo("dumpAllThreads", "(ZZI)", "allThreadInfos"),
          new Patch.Method("findDeadlockedThreads", "()[J", REPLACE_RESULT, "deadlockedThreads"),
          new Patch.Method(
              "findMonitorDeadlockedThreads", "()[J", REPLACE_RESULT, "monitorDeadlockedThreads"),
          measured("getCurrentThreadCpuTime", "()J"),
          measured("getCurrentThreadUserTime", "()J"),
          measured("getThreadCpuTime", "([J)[J"),
          measured("getThreadUserTime", "([J)[J"),
          measured("getCurrentThreadAllocatedBytes", "()J"),
          measured("getThreadAllocatedBytes", "(J)J"));

  /**
   * Who attaches can ask for a dump of ours by the VM's own command, which leaves nothing behind.
   */
  private static final Patch THREAD_DUMPER =
      Patch.of(
          null,
          "jdk.internal.vm.ThreadDumper",
          new Patch.Method("dumpThreads", "(Ljava/lang/String;Z)[B", SKIP_IF, "attachedDump"));

  /** The platform's MBean server has a bean of ours; in a module that a JVM may lack. */
  private static final Patch MANAGEMENT_FACTORY =
      Patch.of(
          null,
          "java.lang.management.ManagementFactory",
          new Patch.Method(
              "getPlatformMBeanServer",
              "()Ljavax/management/MBeanServer;",
              REPLACE_RESULT,
              "platformServer"));

  /** The JVM does not exit before its non-daemon green threads have ended. */
  private static final Patch SHUTDOWN =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.Shutdown",
          new Patch.Method("shutdown", "()V", BEFORE, "awaitNonDaemons"));

  /** When it does, the hubs are out of its way. */
  private static final Patch HALT =
      Patch.of(
          null,
          "java.lang.Shutdown",
          new Patch.Method("shutdown", "()V", AFTER, "halting"),
          new Patch.Method("halt", "(I)V", BEFORE, "halting"));

  /** The JDK's pollers start when a virtual thread that is not ours waits. */
  private static final Patch POLLERS =
      Patch.of(
          null,
          "sun.nio.ch.Poller$Pollers",
          new Patch.Method("start", "()V", SKIP_IF, "deferPollers"));

  /** Shutdown hooks run on platform threads. */
  private static final Patch SHUTDOWN_HOOKS =
      Patch.of(
          PatchArea.THREAD,
          "java.lang.ApplicationShutdownHooks",
          new Patch.Method("runHooks", "()V", BEFORE, "shutdownBegins"));

  /**
   * An interrupt closes the socket of a virtual thread, but not of a platform thread, which is what
   * a green thread stands for.
   */
  private static final Patch STREAM_SOCKET =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.NioSocketImpl",
          Patch.Method.replacing(
              "isInterrupted", "park", "(Ljava/io/FileDescriptor;IJ)V", "isSocketInterrupted"));

  /** A read or write that would find nothing costs no system call. */
  private static final Patch STREAM_TRANSFER =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.NioSocketImpl",
          new Patch.Method("tryRead", TRANSFER, SKIP_IF, "beginRead"),
          new Patch.Method("tryRead", TRANSFER, REPLACE_RESULT, "hasRead"),
          new Patch.Method("tryWrite", TRANSFER, SKIP_IF, "beginWrite"),
          new Patch.Method("tryWrite", TRANSFER, REPLACE_RESULT, "hasWritten"));

  /** Like {@link #STREAM_SOCKET}. */
  private static final Patch DATAGRAM_SOCKET =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.DatagramChannelImpl",
          Patch.Method.replacing("isInterrupted", "park", "(IJ)V", "isSocketInterrupted"));

  /** Every socket and channel waits here; a greenlet waits in its hub's poller instead. */
  private static final Patch POLLER =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.Poller",
          new Patch.Method("poll", "(IIJLjava/util/function/BooleanSupplier;)V", SKIP_IF, "poll"),
          new Patch.Method("stopPoll", "(II)V", BEFORE, "stopPoll"));

  /** Every selector waits here. */
  private static final Patch SELECTOR_POLLER =
      Patch.of(
          PatchArea.SELECT,
          "sun.nio.ch.Poller",
          new Patch.Method("pollSelector", "(IJ)V", SKIP_IF, "pollSelector"));

  /** The threads of an AsynchronousChannelGroup wait here. */
  private static final Patch ASYNCHRONOUS_CHANNELS =
      Patch.of(
          PatchArea.SELECT,
          "sun.nio.ch.EPollPort$EventHandlerTask",
          Patch.Method.replacing("wait", "poll", "()Lsun/nio/ch/EPollPort$Event;", "awaitEvents"));

  /** Every socket and channel is closed here; the hubs then forget its file descriptor. */
  private static final Patch UNIX_DISPATCHER =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.UnixDispatcher",
          new Patch.Method("close", "(Ljava/io/FileDescriptor;)V", BEFORE, "closing"));

  private PatchRegistry() {}

  private static Patch ownedLock(String type) {
    return Patch.of(
        PatchArea.THREAD,
        "java.util.concurrent.locks." + type,
        new Patch.Method("getOwner", "()Ljava/lang/Thread;", REPLACE_RESULT, "facade"));
  }

  private static Patch queue(String type, String firstQueued) {
    String threads = "()Ljava/util/Collection;";
    return Patch.of(
        PatchArea.THREAD,
        "java.util.concurrent.locks." + type,
        new Patch.Method("isQueued", "(Ljava/lang/Thread;)Z", REPLACE_ARGUMENT, "parked"),
        new Patch.Method("getFirstQueuedThread", "()Ljava/lang/Thread;", REPLACE_RESULT, "facade"),
        // it compares that with the current thread
        Patch.Method.replacing("getFirstQueuedThread", "hasQueuedPredecessors", "()Z", firstQueued),
        new Patch.Method("getQueuedThreads", threads, REPLACE_RESULT, "facades"),
        new Patch.Method("getExclusiveQueuedThreads", threads, REPLACE_RESULT, "facades"),
        new Patch.Method("getSharedQueuedThreads", threads, REPLACE_RESULT, "facades"));
  }

  private static Patch condition(String type) {
    return Patch.of(
        PatchArea.THREAD,
        "java.util.concurrent.locks." + type + "$ConditionObject",
        new Patch.Method(
            "getWaitingThreads", "()Ljava/util/Collection;", REPLACE_RESULT, "facades"));
  }

  private static Patch.Method threadInfo(String name, String arguments, String bridgeMethod) {
    return new Patch.Method(
        name, arguments + "[Ljava/lang/management/ThreadInfo;", REPLACE_RESULT, bridgeMethod);
  }

  private static Patch.Method measured(String name, String descriptor) {
    return Patch.Method.replacing("isVirtual", name, descriptor, "isMeasuredVirtual");
  }

  /**
   * Lists the patches for this system.
   *
   * @param polls whether the hubs wait for file descriptors themselves here
   * @return the patches
   */
  public static List<Patch> patches(boolean polls) {
    Stream<Patch> everywhere =
        Stream.of(
            VIRTUAL_THREAD,
            SUSPENDED_THREAD,
            PINNED_THREAD,
            THREAD,
            THREAD_BUILDERS,
            LOCK_SUPPORT,
            MEMORY_SESSION,
            THREAD_POOL_EXECUTOR,
            FUTURE_TASK,
            THREAD_PER_TASK_EXECUTOR,
            THREAD_GROUP,
            STACK_TRACE,
            STACK_WALKER,
            REFLECTION,
            LOOKUP,
            REENTRANT_LOCK,
            READ_WRITE_LOCK,
            SYNCHRONIZER,
            LONG_SYNCHRONIZER,
            CONDITION,
            LONG_CONDITION,
            SHUTDOWN,
            HALT,
            THREAD_DUMPER,
            SHUTDOWN_HOOKS,
            STREAM_SOCKET,
            DATAGRAM_SOCKET);
    Stream<Patch> withPoller =
        Stream.of(
            POLLERS,
            POLLER,
            STREAM_TRANSFER,
            SELECTOR_POLLER,
            ASYNCHRONOUS_CHANNELS,
            UNIX_DISPATCHER);
    return Stream.of(
            everywhere,
            polls ? withPoller : Stream.<Patch>empty(),
            ThrowPatches.patches(),
            BlockingPatches.patches(polls),
            ChannelPatches.patches(),
            inModule("java.management", THREAD_MX_BEAN),
            inModule("java.management", MANAGEMENT_FACTORY),
            inModule("jdk.unsupported", UNSAFE))
        .flatMap(patches -> patches)
        .toList();
  }

  private static Stream<Patch> inModule(String name, Patch patch) {
    return ModuleLayer.boot().findModule(name).isPresent() ? Stream.of(patch) : Stream.empty();
  }
}
