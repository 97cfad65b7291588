package io.greenloom.it;

import io.greenloom.it.legacy.Gaps;
import io.greenloom.it.legacy.Gaps.Gap;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import org.junit.jupiter.api.Test;

/** Where a program can tell that its threads are green. */
final class KnownLimitationsIT {
  private static void assertSame(Gap gap) {
    ChildResult plain = ChildJvm.of(Gaps.class).args(gap.name()).run();
    ChildJvm.of(Gaps.class).agent("hubs=1").args(gap.name()).run().assertSame(plain);
  }

  @Test
  @KnownLimitation("the trace of a green thread ends with VirtualThread.run")
  void stackTraceOfAnUncaughtException() {
    assertSame(Gap.STACK_TRACE);
  }

  @Test
  @KnownLimitation("the trace of a green thread ends with VirtualThread.run")
  void stackDepth() {
    assertSame(Gap.STACK_DEPTH);
  }

  @Test
  @KnownLimitation("Thread.currentThread() called by reflection returns the virtual thread")
  void currentThreadByReflection() {
    assertSame(Gap.REFLECTION);
  }

  @Test
  @KnownLimitation("Thread.getAllStackTraces() lists platform threads only")
  void allStackTraces() {
    assertSame(Gap.ALL_STACK_TRACES);
  }

  @Test
  @KnownLimitation("ThreadGroup counts and enumerates platform threads only")
  void threadGroup() {
    assertSame(Gap.THREAD_GROUP);
  }

  @Test
  @KnownLimitation("ThreadMXBean counts platform threads only")
  void threadCount() {
    assertSame(Gap.THREAD_COUNT);
  }

  @Test
  @KnownLimitation("ThreadMXBean knows platform threads only")
  void threadInfo() {
    assertSame(Gap.THREAD_INFO);
  }

  @Test
  @KnownLimitation("queues of java.util.concurrent hold the virtual thread")
  void queuedThread() {
    assertSame(Gap.QUEUED_THREAD);
  }

  @Test
  @KnownLimitation("locks of java.util.concurrent are owned by the virtual thread")
  void lockOwner() {
    assertSame(Gap.LOCK_OWNER);
  }

  @Test
  @KnownLimitation("a green thread runs on its carrier's stack, whatever size it asked for")
  void stackSize() {
    assertSame(Gap.STACK_SIZE);
  }
}
