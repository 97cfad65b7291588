package io.greenloom.internal.poll;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of all file descriptors that greenlets have waited for, shared by all hubs; it grows
 * without locks, in chunks. A file descriptor's entry is dropped when it is closed, so that the
 * next one with its number starts afresh.
 */
public final class Netpoll {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /** Pollers may differ by so many file descriptors, and by one in so many. */
  private static final int BALANCED = 8;

  private static final long CONTENDED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable PollDesc>> chunks =
      new AtomicReferenceArray<>(CHUNK);

  private final List<Poller> pollers = new CopyOnWriteArrayList<>();

  /** Creates an empty table. */
  public Netpoll() {}

  /** Adds the poller of one more hub. */
  void join(Poller poller) {
    pollers.add(poller);
  }

  /**
   * The poller for a file descriptor that a green thread waits for. Its own hub's, as a rule, but
   * one thread may accept all connections, and where a connection is polled its threads are run.
   */
  private Poller balanced(Poller own) {
    Poller least = own;
    for (Poller poller : pollers) {
      if (poller.registeredCount() < least.registeredCount()) {
        least = poller;
      }
    }
    int count = own.registeredCount();
    return count > least.registeredCount() + BALANCED + count / BALANCED ? least : own;
  }

  /**
   * Parks the current greenlet until a file descriptor is ready, for at most some time; returns
   * early when it is closed, or for no reason. The caller has just tried the operation and retries
   * it. A green thread does not wake for an interrupt, other greenlets do.
   *
   * @param greenlet the current greenlet
   * @param poller of its hub
   * @param fd the file descriptor
   * @param write whether to wait until a write, not a read, would not block
   * @param nanos the longest wait, 0 for no limit
   * @param open whether the channel is still open
   * @throws IOException if the file descriptor cannot be polled
   */
  public void await(
      GreenloomGreenlet greenlet,
      Poller poller,
      int fd,
      boolean write,
      long nanos,
      BooleanSupplier open)
      throws IOException {
    PollDesc desc = registered(greenlet, poller, fd);
    if (announced(desc, greenlet, write)) {
      try {
        if (open.getAsBoolean()) {
          greenlet.ioWaitBegins(fd, write ? GreenloomGreenlet.WRITE : GreenloomGreenlet.READ);
          park(desc, greenlet, write, nanos, greenlet.facade() != null);
        }
      } finally {
        desc.withdraw(write, greenlet.thread());
      }
      throwPending(greenlet);
    }
  }

  private PollDesc registered(GreenloomGreenlet greenlet, Poller poller, int fd)
      throws IOException {
    PollDesc desc = of(fd);
    if (!desc.isRegistered()) {
      desc.ensureRegistered(fd, greenlet.facade() == null ? poller : balanced(poller));
    }
    return desc;
  }

  /**
   * Registers a file descriptor in blocking mode, which unlike a socket may be closed while threads
   * are about to read from it. The caller keeps it from being closed meanwhile.
   *
   * @param greenlet the current greenlet
   * @param poller of its hub
   * @param fd the file descriptor
   * @return its entry, for {@link #awaitFile}, or null if it cannot be polled
   */
  public @Nullable Object registerFile(GreenloomGreenlet greenlet, Poller poller, int fd) {
    try {
      return registered(greenlet, poller, fd);
    } catch (IOException e) {
      closing(fd); // there is nothing to know about it
      return null;
    }
  }

  /**
   * Parks the current greenlet until a file descriptor in blocking mode is ready; returns early
   * when it is closed, or for no reason. The caller asks the file descriptor before and again
   * afterwards; an event that came between is kept, and registering reports what is ready already.
   * No greenlet wakes for an interrupt.
   *
   * @param greenlet the current greenlet
   * @param entry what {@link #registerFile} has returned
   * @param fd the file descriptor
   * @param write whether to wait until a write, not a read, would not block
   */
  public void awaitFile(GreenloomGreenlet greenlet, Object entry, int fd, boolean write) {
    PollDesc desc = (PollDesc) entry;
    if (announced(desc, greenlet, write)) {
      try {
        if (!desc.isClosed()) {
          greenlet.ioWaitBegins(fd, write ? GreenloomGreenlet.WRITE : GreenloomGreenlet.READ);
          park(desc, greenlet, write, 0, true);
        }
      } finally {
        desc.withdraw(write, greenlet.thread());
      }
      throwPending(greenlet);
    }
  }

  /**
   * Parks the current greenlet until a selector's file descriptor is readable. It is registered
   * anew, level-triggered, for each wait: selectors close their file descriptor past {@link
   * #closing}, and what is ready inside one stays so until it is asked. An interrupt ends the wait.
   *
   * @param greenlet the current greenlet
   * @param poller of its hub
   * @param fd the selector's own file descriptor
   * @param nanos the longest wait, 0 for no limit
   * @throws IOException if the file descriptor cannot be polled
   */
  public void awaitSelector(GreenloomGreenlet greenlet, Poller poller, int fd, long nanos)
      throws IOException {
    awaitOnce(greenlet, poller, fd, nanos, false);
  }

  /**
   * The same for the epoll instance of an {@code AsynchronousChannelGroup}: the wait has no limit,
   * and an interrupt does not end it.
   *
   * @param greenlet the current greenlet
   * @param poller of its hub
   * @param fd the instance's own file descriptor
   * @throws IOException if the file descriptor cannot be polled
   */
  public void awaitPort(GreenloomGreenlet greenlet, Poller poller, int fd) throws IOException {
    awaitOnce(greenlet, poller, fd, 0, true);
  }

  private void awaitOnce(
      GreenloomGreenlet greenlet, Poller poller, int fd, long nanos, boolean holdInterrupts)
      throws IOException {
    PollDesc desc = of(fd);
    if (announced(desc, greenlet, false)) {
      try {
        poller.registerOnce(fd);
        greenlet.ioWaitBegins(fd, GreenloomGreenlet.SELECT);
        park(desc, greenlet, false, nanos, holdInterrupts);
      } finally {
        desc.withdraw(false, greenlet.thread());
      }
      throwPending(greenlet);
    }
  }

  /** Throws what others want thrown in the greenlet: the file descriptor stays as it is. */
  private static void throwPending(GreenloomGreenlet greenlet) {
    if (greenlet.hasPending()) {
      greenlet.throwPending();
    }
  }

  private static boolean announced(PollDesc desc, GreenloomGreenlet greenlet, boolean write) {
    if (desc.takeReady(write)) {
      return false;
    }
    if (desc.announce(write, greenlet.thread())) {
      return true;
    }
    if (!desc.takeReady(write)) {
      // The JDK lets one thread per direction in. Should another be here, retry at leisure.
      LockSupport.parkNanos(CONTENDED_NANOS);
    }
    return false;
  }

  /** Its caller has marked the wait's beginning. */
  private static void park(
      PollDesc desc,
      GreenloomGreenlet greenlet,
      boolean write,
      long nanos,
      boolean holdInterrupts) {
    Thread self = greenlet.thread();
    long deadline = nanos > 0 ? System.nanoTime() + nanos : 0;
    try {
      while (desc.isWaiting(write, self)) {
        if (holdInterrupts) {
          greenlet.holdInterrupt();
        } else if (self.isInterrupted()) {
          return;
        }
        if (greenlet.hasPending()) {
          return;
        }
        if (nanos <= 0) {
          LockSupport.park();
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return;
          }
          LockSupport.parkNanos(left);
        }
      }
    } finally {
      greenlet.ioWaitEnds();
      greenlet.releaseInterrupt();
    }
  }

  /**
   * Asks whether the table has room for a file descriptor's number.
   *
   * @param fd the file descriptor
   * @return whether a greenlet can wait for it here
   */
  public static boolean covers(int fd) {
    return fd >= 0 && fd < CHUNK << CHUNK_BITS;
  }

  /** The entry of a file descriptor, made if absent. */
  PollDesc of(int fd) {
    int index = fd >>> CHUNK_BITS;
    AtomicReferenceArray<@Nullable PollDesc> chunk = chunks.get(index);
    if (chunk == null) {
      chunk = new AtomicReferenceArray<>(CHUNK);
      if (!chunks.compareAndSet(index, null, chunk)) {
        return of(fd);
      }
    }
    int slot = fd & (CHUNK - 1);
    PollDesc desc = chunk.get(slot);
    if (desc == null) {
      desc = new PollDesc();
      if (!chunk.compareAndSet(slot, null, desc)) {
        return of(fd);
      }
    }
    return desc;
  }

  /**
   * Asks about a file descriptor, for the self-test.
   *
   * @param fd the file descriptor
   * @return whether a greenlet has waited for it since it was opened
   */
  public boolean knows(int fd) {
    return find(fd) != null;
  }

  private @Nullable PollDesc find(int fd) {
    AtomicReferenceArray<@Nullable PollDesc> chunk =
        covers(fd) ? chunks.get(fd >>> CHUNK_BITS) : null;
    return (chunk == null) ? null : chunk.get(fd & (CHUNK - 1));
  }

  /**
   * A greenlet is about to read from or write to a stream socket.
   *
   * @param fd the file descriptor
   * @param write whether it writes
   * @return false if the system call would find nothing, so that it can be saved
   */
  public boolean begins(int fd, boolean write) {
    PollDesc desc = find(fd);
    return desc == null || desc.begins(write);
  }

  /**
   * A greenlet has read from or written to a stream socket, but less than it could have.
   *
   * @param fd the file descriptor
   * @param write whether it has written
   */
  public void exhausted(int fd, boolean write) {
    PollDesc desc = find(fd);
    if (desc != null) {
      desc.exhausted(write);
    }
  }

  /**
   * Reports events to who waits for them; any thread.
   *
   * @param fd the file descriptor
   * @param read whether a read would not block
   * @param write whether a write would not block
   */
  public void ready(int fd, boolean read, boolean write) {
    PollDesc desc = find(fd);
    if (desc != null) {
      desc.ready(read, write);
    }
  }

  /**
   * The next event of a file descriptor is about its peer's end of stream, an error or urgent data.
   *
   * @param fd the file descriptor
   */
  void irregular(int fd) {
    PollDesc desc = find(fd);
    if (desc != null) {
      desc.irregular();
    }
  }

  /**
   * Forgets a file descriptor that is about to be closed, and wakes who waits for it; any thread.
   * The kernel drops the registration itself. Nobody can register the number again before it is
   * really closed: the JDK closes only when no thread is inside a read or write.
   *
   * @param fd the file descriptor
   */
  public void closing(int fd) {
    AtomicReferenceArray<@Nullable PollDesc> chunk =
        covers(fd) ? chunks.get(fd >>> CHUNK_BITS) : null;
    if (chunk != null) {
      PollDesc desc = chunk.getAndSet(fd & (CHUNK - 1), null);
      if (desc != null) {
        desc.closing();
      }
    }
  }
}
