package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Small things that are not the same under the agent; one for each argument. */
@SuppressWarnings("LockNotBeforeTry")
public final class Gaps {
  /** All arguments there are. */
  public enum Gap {
    TOP_FRAME,
    WAITED_COUNT,
    OWNED_LOCKS,
    CPU_TIME_OF_ANOTHER,
    SERIALIZED_REFERENCE
  }

  private Gaps() {}

  /** Runs one step. */
  public static void main(String[] args) {
    Gap gap = Gap.valueOf(args[0]);
    ReentrantLock lock = new ReentrantLock();
    Thread thread =
        startDaemon(
            "waiting",
            () -> {
              lock.lock();
              LockSupport.park();
            });
    step(
        gap.name(),
        () -> {
          awaitState(thread, Thread.State.WAITING);
          Object seen = look(gap, thread);
          LockSupport.unpark(thread);
          join(thread);
          return seen;
        });
  }

  /** A supplier that can be written to a file. */
  private interface Written extends Supplier<Thread>, Serializable {}

  private static boolean comesBack(Written reference) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reference);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject() instanceof Written;
    }
  }

  private static Object look(Gap gap, Thread thread) throws Exception {
    ThreadInfo info =
        ManagementFactory.getThreadMXBean()
            .getThreadInfo(new long[] {thread.threadId()}, true, true)[0];
    return switch (gap) {
      case TOP_FRAME -> thread.getStackTrace()[0].getClassName();
      case WAITED_COUNT -> info.getWaitedCount();
      case OWNED_LOCKS -> info.getLockedSynchronizers().length;
      case CPU_TIME_OF_ANOTHER ->
          ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) > 0;
      case SERIALIZED_REFERENCE -> comesBack(Thread::currentThread);
    };
  }
}
