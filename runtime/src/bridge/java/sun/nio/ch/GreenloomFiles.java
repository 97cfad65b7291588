package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;

/**
 * Lets greenlets wait in their hub's poller before they read from or write to a pipe, a terminal or
 * a device. The file descriptor stays in blocking mode, as others may share it; so a read is made
 * when there is something to read, and a write in pieces that a pipe has room for.
 */
public final class GreenloomFiles {
  /** The operation will not block, or it cannot be told. */
  public static final int READY = 0;

  /** The file descriptor was closed meanwhile. */
  public static final int CLOSED = -1;

  private static final int AGAIN = 1;

  /** What a pipe that can be written takes without blocking: Linux's PIPE_BUF. */
  public static final int PIECE = 4096;

  private static final JavaIOFileDescriptorAccess DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long CHANNEL_FD = U.objectFieldOffset(FileChannelImpl.class, "fd");

  private static final byte NOT_POLLABLE = 1;

  /**
   * By file descriptor: whether it is known to be one that cannot be polled, a regular file for
   * instance. Read and written without synchronization: an outdated entry makes a greenlet block
   * its carrier where it could have parked, or ask the poller once more.
   */
  @SuppressWarnings("NonFinalStaticField")
  private static byte[] kinds = new byte[256];

  /**
   * Of channels that are being closed, until they are. Added to before the waiters are woken, which
   * then see it.
   */
  private static final Set<FileDescriptor> CLOSING = ConcurrentHashMap.newKeySet();

  /**
   * The native threads under the greenlets that wait for a file lock, to be signalled when their
   * channel is closed. An entry is there only while its greenlet cannot leave that thread.
   */
  private static final Map<Thread, Long> LOCKERS = new ConcurrentHashMap<>();

  private GreenloomFiles() {}

  /** The JDK's private method, which its public one does not ask for virtual threads. */
  private static final class NativeThreads {
    static final MethodHandle CURRENT = current();

    private NativeThreads() {}

    private static MethodHandle current() {
      try {
        return MethodHandles.privateLookupIn(NativeThread.class, MethodHandles.lookup())
            .findStatic(NativeThread.class, "current0", MethodType.methodType(long.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this JDK has no sun.nio.ch.NativeThread.current0", e);
      }
    }
  }

  /**
   * Parks the current greenlet, if there is one, until a read from a file descriptor would not
   * block. An interrupt does not wake it.
   *
   * @param descriptor the file descriptor
   * @return {@link #READY} or {@link #CLOSED}
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int awaitReadable(FileDescriptor descriptor) throws IOException {
    return await(descriptor, Net.POLLIN);
  }

  /**
   * Parks the current greenlet, if there is one, until {@link #PIECE} bytes can be written without
   * blocking.
   *
   * @param descriptor the file descriptor
   * @return {@link #READY} or {@link #CLOSED}
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int awaitWritable(FileDescriptor descriptor) throws IOException {
    return await(descriptor, Net.POLLOUT);
  }

  private static int await(FileDescriptor descriptor, int event) throws IOException {
    int fd = pollable(descriptor);
    if (fd < 0) {
      return READY;
    }
    int outcome = AGAIN;
    while (outcome == AGAIN) {
      outcome = Net.poll(descriptor, event, 0) != 0 ? READY : park(descriptor, fd, event);
    }
    return outcome;
  }

  /** Parks until it may be ready, {@link #AGAIN}, unless it is closed or cannot be polled. */
  private static int park(FileDescriptor descriptor, int fd, int event) throws IOException {
    Object entry;
    synchronized (descriptor) { // close holds it from telling the hub to when it is done
      if (DESCRIPTORS.get(descriptor) != fd) {
        return CLOSED;
      }
      entry = GreenloomPolling.registerFile(fd);
    }
    if (entry == null) {
      mark(fd, NOT_POLLABLE);
      return READY;
    }
    GreenloomPolling.awaitFile(entry, event);
    return AGAIN;
  }

  /**
   * Tells which file descriptors the current thread should wait for.
   *
   * @param descriptor a file descriptor
   * @return its number, or -1 if the thread is no greenlet or the file cannot be polled
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int pollable(FileDescriptor descriptor) throws IOException {
    if (GreenloomBridge.currentGreenlet() == null) {
      return -1;
    }
    int fd = DESCRIPTORS.get(descriptor);
    byte[] known = kinds;
    if (fd < 0 || (fd < known.length && known[fd] == NOT_POLLABLE)) {
      return -1;
    }
    if (!UnixFileDispatcherImpl.isOther0(descriptor)) {
      mark(fd, NOT_POLLABLE);
      return -1;
    }
    return fd;
  }

  private static void mark(int fd, byte kind) {
    byte[] known = kinds;
    if (fd >= known.length) {
      known = Arrays.copyOf(known, Math.max(fd + 1, 2 * known.length));
      kinds = known;
    }
    known[fd] = kind;
  }

  /**
   * A file descriptor is about to be closed.
   *
   * @param descriptor the file descriptor
   */
  public static void forget(FileDescriptor descriptor) {
    if (!CLOSING.isEmpty()) {
      CLOSING.remove(descriptor);
    }
    forgetNumber(DESCRIPTORS.get(descriptor));
  }

  /**
   * The number of a file descriptor may be used again.
   *
   * @param fd the number, or -1
   */
  public static void forgetNumber(int fd) {
    if (fd >= 0) {
      byte[] known = kinds;
      if (fd < known.length) {
        known[fd] = 0;
      }
      GreenloomPolling.forgetFile(fd);
    }
  }

  // -- UnixFileDispatcherImpl, which file channels read and write through

  /**
   * {@code UnixFileDispatcherImpl.read}.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @param address where to
   * @param length how many bytes at most
   * @return 0 to go on, or {@code INTERRUPTED} if the channel is being closed
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int beforeRead(
      Object dispatcher, FileDescriptor descriptor, long address, int length) throws IOException {
    return length > 0 ? awaitUnlessClosing(descriptor, Net.POLLIN) : READY;
  }

  /**
   * {@code UnixFileDispatcherImpl.readv}.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @return 0 to go on, or {@code INTERRUPTED} if the channel is being closed
   * @throws IOException if the file descriptor cannot be asked
   */
  public static long beforeReadv(Object dispatcher, FileDescriptor descriptor) throws IOException {
    return awaitUnlessClosing(descriptor, Net.POLLIN);
  }

  /**
   * {@code UnixFileDispatcherImpl.writev}: may write more than a pipe has room for, but not much.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @return 0 to go on, or {@code INTERRUPTED} if the channel is being closed
   * @throws IOException if the file descriptor cannot be asked
   */
  public static long beforeWritev(Object dispatcher, FileDescriptor descriptor) throws IOException {
    return awaitUnlessClosing(descriptor, Net.POLLOUT);
  }

  /**
   * {@code UnixFileDispatcherImpl.write}.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @param address where from
   * @param length how many bytes
   * @return 0 to go on, {@code INTERRUPTED} if the channel is being closed, or the number of bytes
   *     that have been written
   * @throws IOException if the file descriptor cannot be asked, or nothing can be written
   */
  public static int writeInPieces(
      Object dispatcher, FileDescriptor descriptor, long address, int length) throws IOException {
    if (length <= 0 || pollable(descriptor) < 0) {
      return READY;
    }
    int written = 0;
    while (written < length) {
      int ready = awaitUnlessClosing(descriptor, Net.POLLOUT);
      if (ready != READY) {
        return written > 0 ? written : ready;
      }
      int piece = Math.min(PIECE, length - written);
      int count = UnixFileDispatcherImpl.write0(descriptor, address + written, piece);
      if (count <= 0) {
        return written > 0 ? written : count;
      }
      written += count;
    }
    return written;
  }

  /** Like {@link #await}, but also ends when the channel is being closed. */
  private static int awaitUnlessClosing(FileDescriptor descriptor, int event) throws IOException {
    int fd = pollable(descriptor);
    int outcome = fd < 0 ? READY : AGAIN;
    while (outcome == AGAIN) {
      if (Net.poll(descriptor, event, 0) != 0) {
        outcome = READY;
      } else {
        outcome = CLOSING.contains(descriptor) ? CLOSED : park(descriptor, fd, event);
      }
    }
    return outcome == CLOSED ? IOStatus.INTERRUPTED : READY;
  }

  /**
   * {@code Blocker.begin()}, where {@code FileChannelImpl.lock} waits for a lock.
   *
   * @return whether {@link #endLock} has something to do
   */
  public static boolean beginLock() {
    boolean attempted = GreenloomBlocking.beginBlocking();
    if (GreenloomBridge.currentGreenlet() != null) {
      Continuation.pin(); // the native thread must be the one that will wait
      try {
        LOCKERS.put(Thread.currentThread(), (long) NativeThreads.CURRENT.invokeExact());
      } catch (Throwable e) {
        // out of memory: it then waits until it gets the lock
      } finally {
        Continuation.unpin();
      }
    }
    return attempted;
  }

  /**
   * {@code Blocker.end(boolean)}, when {@code FileChannelImpl.lock} has waited for a lock.
   *
   * @param attempted what {@link #beginLock} has returned
   */
  public static void endLock(boolean attempted) {
    if (GreenloomBridge.currentGreenlet() != null) {
      LOCKERS.remove(Thread.currentThread());
    }
    GreenloomBlocking.endBlocking(attempted);
  }

  /**
   * {@code Object.wait(long)} in {@code NativeThreadSet.signalAndWait}, which has signalled the
   * platform threads that use a channel. Greenlets that wait for locks get a signal too; those of
   * other channels try again.
   *
   * @param threads the threads of the channel that is being closed
   * @param millis the longest wait
   * @throws InterruptedException if the current thread is interrupted
   */
  @SuppressWarnings("WaitNotInLoop") // it is called in one
  public static void signalLockers(Object threads, long millis) throws InterruptedException {
    LOCKERS.values().forEach(NativeThread::signal);
    threads.wait(millis);
  }

  /**
   * {@code FileChannelImpl.implCloseChannel}, before: wakes who waits for it.
   *
   * @param channel the channel
   */
  public static void closingChannel(Object channel) {
    FileDescriptor descriptor = (FileDescriptor) U.getReference(channel, CHANNEL_FD);
    int fd = DESCRIPTORS.get(descriptor);
    if (fd >= 0) {
      CLOSING.add(descriptor);
      GreenloomPolling.stopPoll(fd, Net.POLLIN);
      GreenloomPolling.stopPoll(fd, Net.POLLOUT);
    }
  }
}
