package io.greenloom.internal.poll;

import io.greenloom.internal.jdk.Fields;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one open file descriptor. After Go's runtime ({@code netpoll.go}).
 *
 * <p>One slot per direction:
 *
 * <pre>
 *   null, EXHAUSTED --&gt; READY      an event came and nobody waited: kept for the next who would
 *   null, EXHAUSTED --&gt; waiter     a greenlet announces that it will park
 *   READY           --&gt; null       a greenlet that wants to wait takes the event and retries instead,
 *                                  or it tries the operation, which sees what the event was about
 *   waiter          --&gt; null       the event came (then whoever cleared the slot unparks the
 *                                  waiter), or the waiter gave up (time over, interrupted, closed)
 *   null            --&gt; EXHAUSTED  a stream socket has transferred less than was asked for, and no
 *                                  event has come since that was begun
 * </pre>
 *
 * Invariant: an event that arrives after a greenlet found the file descriptor not ready is seen by
 * its next wait, either as READY or by being unparked. It holds because the file descriptor is
 * registered edge-triggered before the first park, because registration itself reports what is
 * ready already, and because every change of a slot is a CAS. An event too many only costs a retry.
 *
 * <p>EXHAUSTED saves the system call that would find nothing: a short read has emptied the socket's
 * buffer, a short write has filled it, and Linux reports the next change of either as an event.
 * Whatever came before the operation began is part of what it saw, and {@link #begins} has put its
 * event aside; whatever comes later finds null or EXHAUSTED and makes it READY. There are two
 * exceptions, in which a short read leaves something behind that has been reported already: the
 * peer's end of stream (or an error), and urgent data, at which reads stop. Both have an event of
 * their own, after which reads are {@link #irregular} for good.
 */
class PollDesc {
  private static final Object READY = new Object();
  private static final Object EXHAUSTED = new Object();

  private static final VarHandle READER =
      Fields.handle(MethodHandles.lookup(), "reader", Object.class);
  private static final VarHandle WRITER =
      Fields.handle(MethodHandles.lookup(), "writer", Object.class);
  private static final VarHandle OWNER =
      Fields.handle(MethodHandles.lookup(), "owner", Poller.class);

  /** Set by VarHandle only: null, READY, EXHAUSTED or the waiting thread. */
  @SuppressWarnings("unused")
  private volatile @Nullable Object reader;

  /** Like {@link #reader}. */
  @SuppressWarnings("unused")
  private volatile @Nullable Object writer;

  /** The poller that the file descriptor is registered with for good, null before. */
  private volatile @Nullable Poller owner;

  /** Whether a short read may leave something behind; never cleared, set before the event. */
  private volatile boolean irregular;

  /** Set before the waiters are woken, so that who announces too late for that sees it. */
  private volatile boolean closed;

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
        poller.registeredOne();
        registered = true;
      } finally {
        if (!registered) {
          owner = null;
          ready(true, true);
        }
      }
    }
  }

  boolean isRegistered() {
    return owner != null;
  }

  /** {@return whether the file descriptor is being closed; read after announcing to wait} */
  boolean isClosed() {
    return closed;
  }

  /** The file descriptor is about to be closed: wakes who waits, and keeps others from it. */
  void closing() {
    closed = true;
    Poller poller = owner;
    if (poller != null) {
      poller.forgotOne();
    }
    ready(true, true);
  }

  /** Takes a kept event, if there is one. */
  boolean takeReady(boolean write) {
    return seen(write) == READY && slot(write).compareAndSet(this, READY, null);
  }

  /**
   * Announces the current thread as waiter.
   *
   * @return false if the slot is taken
   */
  boolean announce(boolean write, Thread waiter) {
    Object seen = seen(write);
    return (seen == null || seen == EXHAUSTED) && slot(write).compareAndSet(this, seen, waiter);
  }

  /**
   * A greenlet is about to read or write; one at a time for each direction.
   *
   * @return false if that would find nothing
   */
  boolean begins(boolean write) {
    return takeReady(write) || seen(write) != EXHAUSTED;
  }

  /** A stream socket has transferred something, but less than was asked for. */
  void exhausted(boolean write) {
    if (owner != null && (write || !irregular)) {
      slot(write).compareAndSet(this, null, EXHAUSTED);
    }
  }

  /** The event that follows is about something that a short read may leave behind. */
  void irregular() {
    irregular = true;
  }

  boolean isWaiting(boolean write, Thread waiter) {
    return seen(write) == waiter;
  }

  /** The waiter gives up; a no-op if an event was faster. */
  void withdraw(boolean write, Thread waiter) {
    if (isWaiting(write, waiter)) {
      slot(write).compareAndSet(this, waiter, null);
    }
  }

  private @Nullable Object seen(boolean write) {
    return write ? writer : reader;
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
      boolean isWaiter = seen instanceof Thread;
      if (slot.compareAndSet(this, seen, isWaiter ? null : READY)) {
        if (isWaiter) {
          GreenloomBridge.unpark((Thread) seen);
        }
        return;
      }
    }
  }
}
