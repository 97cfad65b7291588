package io.greenloom.agent.patch;

import static io.greenloom.agent.patch.Patch.Change.AFTER;
import static io.greenloom.agent.patch.Patch.Change.BEFORE;
import static io.greenloom.agent.patch.Patch.Change.INTERRUPTED_MESSAGE;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_ARGUMENT;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_CURRENT_THREAD;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_IS_INTERRUPTED;
import static io.greenloom.agent.patch.Patch.Change.REPLACE_RESULT;
import static io.greenloom.agent.patch.Patch.Change.SKIP_IF;

import io.greenloom.PatchArea;
import java.util.List;
import java.util.stream.Stream;

/** Every patch there is. */
public final class PatchRegistry {
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
          new Patch.Method("interrupt", "()V", SKIP_IF, "interrupt"),
          new Patch.Method("isInterrupted", "()Z", REPLACE_RESULT, "isInterrupted"),
          new Patch.Method(
              "getStackTrace", "()[Ljava/lang/StackTraceElement;", SKIP_IF, "stackTrace"),
          new Patch.Method("setName", "(Ljava/lang/String;)V", AFTER, "renamed"),
          new Patch.Method(
              "setContextClassLoader",
              "(Ljava/lang/ClassLoader;)V",
              AFTER,
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

  /** Who unparks the application's thread object means the virtual thread, which is what parks. */
  private static final Patch LOCK_SUPPORT =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.locks.LockSupport",
          new Patch.Method("unpark", "(Ljava/lang/Thread;)V", REPLACE_ARGUMENT, "parked"),
          new Patch.Method(
              "getBlocker", "(Ljava/lang/Thread;)Ljava/lang/Object;", REPLACE_ARGUMENT, "parked"));

  /** A pool tells its subclass, in beforeExecute, which thread is at work. */
  private static final Patch THREAD_POOL_EXECUTOR =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.ThreadPoolExecutor",
          new Patch.Method(
              "runWorker",
              "(Ljava/util/concurrent/ThreadPoolExecutor$Worker;)V",
              REPLACE_CURRENT_THREAD,
              "currentThread"));

  /** Who cancels a task interrupts the application's object, which may have a method for it. */
  private static final Patch FUTURE_TASK =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.FutureTask",
          new Patch.Method("run", "()V", REPLACE_CURRENT_THREAD, "currentThread"),
          new Patch.Method("runAndReset", "()Z", REPLACE_CURRENT_THREAD, "currentThread"));

  /** The executor takes off its list the thread that it has put there. */
  private static final Patch THREAD_PER_TASK_EXECUTOR =
      Patch.of(
          PatchArea.THREAD,
          "java.util.concurrent.ThreadPerTaskExecutor",
          new Patch.Method("taskComplete", "(Ljava/lang/Thread;)V", REPLACE_ARGUMENT, "facade"));

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
          new Patch.Method(
              "park",
              "(Ljava/io/FileDescriptor;IJ)V",
              REPLACE_IS_INTERRUPTED,
              "isSocketInterrupted"));

  /** Like {@link #STREAM_SOCKET}. */
  private static final Patch DATAGRAM_SOCKET =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.DatagramChannelImpl",
          new Patch.Method("park", "(IJ)V", REPLACE_IS_INTERRUPTED, "isSocketInterrupted"));

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

  /** Every socket and channel is closed here; the hubs then forget its file descriptor. */
  private static final Patch UNIX_DISPATCHER =
      Patch.of(
          PatchArea.SOCKET,
          "sun.nio.ch.UnixDispatcher",
          new Patch.Method("close", "(Ljava/io/FileDescriptor;)V", BEFORE, "closing"));

  private PatchRegistry() {}

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
            THREAD,
            THREAD_BUILDERS,
            LOCK_SUPPORT,
            THREAD_POOL_EXECUTOR,
            FUTURE_TASK,
            THREAD_PER_TASK_EXECUTOR,
            SHUTDOWN,
            HALT,
            SHUTDOWN_HOOKS,
            STREAM_SOCKET,
            DATAGRAM_SOCKET);
    Stream<Patch> withPoller = Stream.of(POLLERS, POLLER, SELECTOR_POLLER, UNIX_DISPATCHER);
    return (polls ? Stream.concat(everywhere, withPoller) : everywhere).toList();
  }
}
