package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How hubs call the {@link Assistant}. {@code state} holds the number of a call and a phase:
 *
 * <pre>
 *   (n, ASLEEP)   --&gt; (n+1, CALLED)  a hub, which then wakes the assistant; CAS
 *   (n, CALLED)   --&gt; (n, SWEEPING)  the assistant, awake: it tries once for each; CAS
 *   (n, SWEEPING) --&gt; (n, TRYING)    the assistant: the hub need not wait for it any longer; CAS
 *   (n, any)      --&gt; (n, ASLEEP)    the assistant, or the hub whose call it is; CAS
 * </pre>
 *
 * Invariant: who ends a call ends no later one, and as long as one goes on there is no other. The
 * assistant looks at the state before it parks, and who has called unparks it afterwards.
 */
class AssistantCall {
  private static final long ASLEEP = 0;
  private static final long CALLED = 1;
  private static final long SWEEPING = 2;
  private static final long TRYING = 3;
  private static final long PHASE = 3;
  private static final long STEP = 4;
  private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", long.class);

  private volatile long state;

  /** Calls; returns the number, or 0 if there is another call. A hub. */
  long call() {
    long seen = state;
    long call = (seen & ~PHASE) + STEP;
    return (seen & PHASE) == ASLEEP && STATE.compareAndSet(this, seen, call | CALLED) ? call : 0;
  }

  /** The number of a call that the assistant has not seen yet, or 0. */
  long unseen() {
    long seen = state;
    return (seen & PHASE) == CALLED ? seen & ~PHASE : 0;
  }

  /** The assistant begins; returns false if the call has ended. */
  boolean sweeps(long call) {
    return STATE.compareAndSet(this, call | CALLED, call | SWEEPING);
  }

  /** The assistant goes on; returns false if the call has ended. */
  boolean tries(long call) {
    return STATE.compareAndSet(this, call | SWEEPING, call | TRYING);
  }

  /** Whether the call goes on, and the assistant has not tried for everybody. */
  boolean isBeginning(long call) {
    long seen = state;
    return seen == (call | CALLED) || seen == (call | SWEEPING);
  }

  boolean isTrying(long call) {
    return state == (call | TRYING);
  }

  /** Ends a call, if it goes on. */
  void end(long call) {
    for (long seen = state; isOf(call, seen); seen = state) {
      if (STATE.compareAndSet(this, seen, seen & ~PHASE)) {
        return;
      }
    }
  }

  /** Whether in that state a call goes on that is the one with this number. */
  boolean isOf(long call, long seen) {
    return (seen & PHASE) != ASLEEP && (seen & ~PHASE) == call;
  }
}
