package io.greenloom.internal.hub;

import io.greenloom.internal.jdk.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which carrier owns a hub. A greenlet that blocks its carrier, or does not yield, must not stop
 * the others, so the hub can be taken away from a carrier while it runs a greenlet.
 *
 * <p>{@code state} holds a number that counts up with each run of a greenlet and each hand-off, and
 * a phase:
 *
 * <pre>
 *   (n, LOOP)    --&gt; (n+1, RUNNING)   the carrier, before it runs a greenlet, or calls out of the
 *                                     loop, where somebody may block it as a greenlet would
 *   (n, RUNNING) --&gt; (n, LOOP)        the carrier, after that; CAS
 *   (n, RUNNING) --&gt; (n, LOOP)        the greenlet's thread, to touch a timer; CAS, and back
 *   (n, RUNNING) --&gt; (n+1, LOOP)      the monitor, when this has lasted too long, or the greenlet
 *                                     itself, before a call that will block; CAS
 *   (n, RUNNING) --&gt; (n+1, RUNNING)   the greenlet's thread, to go on after it has blocked all the
 *                                     same; CAS
 * </pre>
 *
 * Invariant: the carrier whose own number is the current one owns, in the LOOP phase, everything of
 * the hub that is not safe for all threads; there is one such carrier at most, and no number comes
 * twice. Whoever loses a CAS has lost the hub for good: the carrier leaves the loop, and what its
 * greenlet does from then on goes the way of any foreign thread.
 *
 * <p>Numbers are even, so that the lowest bit is the phase.
 */
class Ownership {
  private static final long RUNNING = 1;
  private static final long STEP = 2;
  private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", long.class);

  private volatile long state;

  /** {@return the current number} */
  long number() {
    return state & ~RUNNING;
  }

  /** {@return how many runs and hand-offs there have been} */
  long count() {
    return state / STEP;
  }

  /** The carrier begins a run; returns its number. */
  long begin(long previous) {
    long number = previous + STEP;
    STATE.setRelease(this, number | RUNNING);
    return number;
  }

  /** Ends the run with a number, or interrupts it until {@link #leave}; false if it was lost. */
  boolean enter(long number) {
    return STATE.compareAndSet(this, number | RUNNING, number);
  }

  /** Goes on with the run that {@link #enter} interrupted. */
  void leave(long number) {
    STATE.setRelease(this, number | RUNNING);
  }

  /** A token of the present run, or 0 if there is none. */
  long runToken() {
    long seen = state;
    return (seen & RUNNING) != 0 ? seen : 0;
  }

  /** The greenlet that runs gives the hub away itself; returns whether it was its carrier's. */
  boolean giveAway(long number) {
    return take(number | RUNNING);
  }

  /** The greenlet that runs counts as a new one; returns its number, or 0 if the hub is lost. */
  long renew(long number) {
    long renewed = number + STEP;
    return STATE.compareAndSet(this, number | RUNNING, renewed | RUNNING) ? renewed : 0;
  }

  /** Takes the hub away from its carrier if the run with a token still goes on. */
  boolean take(long token) {
    return STATE.compareAndSet(this, token, (token & ~RUNNING) + STEP);
  }
}
