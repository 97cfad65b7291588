package io.greenloom.internal.poll;

import io.greenloom.internal.jdk.Fields;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one open file descriptor. After Go's runtime ({@code netpoll.go}).
 *
 * <p>One slot per direction:
 *
 * <pre>
 *   null    --&gt; READY    an event came and nobody waited: kept for the next one who wants to wait
 *   null    --&gt; waiter   a greenlet announces that it will park
 *   READY   --&gt; null     a greenlet that wants to wait takes the event instead and retries
 *   waiter  --&gt; null     the event came (then whoever cleared the slot unparks the waiter),
 *                        or the waiter gave up (time over, interrupted, closed)
 * </pre>
 *
 * Invariant: an event that arrives after a greenlet found the file descriptor not ready is seen by
 * its next wait, either as READY or by being unparked. It holds because the file descriptor is
 * registered edge-triggered before the first park, because registration itself reports what is
 * ready already, and because every change of a slot is a CAS. An event too many only costs a retry.
 */
class PollDesc {
  private static final Object READY = new Object();

  private static final VarHandle READER =
      Fields.handle(MethodHandles.lookup(), "reader", Object.class);
  private static final VarHandle WRITER =
      Fields.handle(MethodHandles.lookup(), "writer", Object.class);
  private static final VarHandle OWNER =
      Fields.handle(MethodHandles.lookup(), "owner", Poller.class);

  /** Set by VarHandle only: null, READY or the waiting thread. */
  @SuppressWarnings("unused")
  private volatile @Nullable Object reader;

  /** Like {@link #reader}. */
  @SuppressWarnings("unused")
  private volatile @Nullable Object writer;

  /** The poller that the file descriptor is registered with for good, null before. */
  private volatile @Nullable Poller owner;

  /**
   * Registers the file descriptor with the poller of the first who waits. One thread wins the CAS
   * and registers; the others go on to wait, as its registration reports what is ready. If it fails
   * it lets them retry, so that each gets the error itself.
   */
  void ensureRegistered(int fd, Poller poller) throws IOException {
    if (owner == null && OWNER.compareAndSet(this, null, poller)) {
      boolean registered = false;
      try {
        poller.register(fd);
        registered = true;
      } finally {
        if (!registered) {
          owner = null;
          ready(true, true);
        }
      }
    }
  }

  /** Takes a kept event, if there is one. */
  boolean takeReady(boolean write) {
    return slot(write).compareAndSet(this, READY, null);
  }

  /**
   * Announces the current thread as waiter.
   *
   * @return false if the slot is taken
   */
  boolean announce(boolean write, Thread waiter) {
    return slot(write).compareAndSet(this, null, waiter);
  }

  boolean isWaiting(boolean write, Thread waiter) {
    return (write ? writer : reader) == waiter;
  }

  /** The waiter gives up; a no-op if an event was faster. */
  void withdraw(boolean write, Thread waiter) {
    slot(write).compareAndSet(this, waiter, null);
  }

  private static VarHandle slot(boolean write) {
    return write ? WRITER : READER;
  }

  /** Events came; any thread. */
  void ready(boolean read, boolean write) {
    if (read) {
      ready(READER);
    }
    if (write) {
      ready(WRITER);
    }
  }

  private void ready(VarHandle slot) {
    while (true) {
      Object seen = slot.getVolatile(this);
      if (seen == READY) {
        return;
      }
      if (slot.compareAndSet(this, seen, seen == null ? READY : null)) {
        if (seen != null) {
          LockSupport.unpark((Thread) seen);
        }
        return;
      }
    }
  }
}
