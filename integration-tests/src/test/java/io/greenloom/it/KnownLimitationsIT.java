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
  @KnownLimitation("a parked green thread's top frame is VirtualThread.park, not Unsafe.park")
  void topFrame() {
    assertSame(Gap.TOP_FRAME);
  }

  @Test
  @KnownLimitation("ThreadInfo counts no waits of green threads")
  void waitedCount() {
    assertSame(Gap.WAITED_COUNT);
  }

  @Test
  @KnownLimitation("ThreadInfo does not list the locks that a green thread owns")
  void ownedLocks() {
    assertSame(Gap.OWNED_LOCKS);
  }

  @Test
  @KnownLimitation("only a green thread itself can ask for its CPU time")
  void cpuTimeOfAnother() {
    assertSame(Gap.CPU_TIME_OF_ANOTHER);
  }

  @Test
  @KnownLimitation("a serialized method reference to Thread.currentThread names the bridge")
  void serializedReference() {
    assertSame(Gap.SERIALIZED_REFERENCE);
  }

  @Test
  @KnownLimitation("sendUrgentData fails instead of waiting for room in the send buffer")
  void urgentDataWithoutRoom() {
    assertSame(Gap.URGENT_DATA_WITHOUT_ROOM);
  }

  @Test
  @KnownLimitation("who waits for a pipe takes the monitor of its file descriptor before")
  void descriptorAsLock() {
    assertSame(Gap.DESCRIPTOR_AS_LOCK);
  }
}
