package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * How a hub goes to sleep without missing work that others add.
 *
 * <pre>
 *   carrier                                other thread
 *   1. asleep = true                       1. add work
 *   2. full fence                          2. full fence
 *   3. look for work again                 3. if asleep, CAS it to false and wake the poller
 *   4. there is none: block in the poller
 *   5. asleep = false
 * </pre>
 *
 * Invariant: added work is either seen by the carrier's second look or its adder sees {@code
 * asleep} and wakes the poller; the two fences rule out that both miss. The CAS lets one of many
 * adders pay for the system call.
 */
class SleepGuard {
  private static final VarHandle ASLEEP =
      Fields.handle(MethodHandles.lookup(), "asleep", boolean.class);

  private volatile boolean asleep;

  /**
   * Sleeps, unless there is work; the carrier only.
   *
   * @param hasWork the second look
   * @param poll blocks in the poller for at most so many nanoseconds, or not at all for 0
   * @param nanos the longest sleep, negative for no limit
   */
  void sleep(BooleanSupplier hasWork, LongConsumer poll, long nanos) {
    asleep = true;
    VarHandle.fullFence();
    try {
      poll.accept(hasWork.getAsBoolean() ? 0 : nanos);
    } finally {
      asleep = false;
    }
  }

  /** Whether the carrier sleeps or is about to; any thread. */
  boolean isAsleep() {
    return asleep;
  }

  /** Whether the caller, who has just added work, has to wake the poller; any thread. */
  boolean mustWake() {
    VarHandle.fullFence();
    return asleep && ASLEEP.compareAndSet(this, true, false);
  }
}
