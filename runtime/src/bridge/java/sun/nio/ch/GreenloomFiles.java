package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
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

  // kinds of files; 0 if it is not known yet

  /** A regular file for instance. */
  private static final byte NOT_POLLABLE = 1;

  /** Takes {@link #PIECE} bytes when it can be written. */
  private static final byte PIPE = 2;

  /** May be about messages, so that what is written must not be cut. */
  private static final byte OTHER = 3;

  /** {@code S_IFMT} and {@code S_IFIFO} of {@code st_mode}. */
  private static final int TYPE = 0xf000;

  private static final int FIFO = 0x1000;

  /**
   * The kind of each file descriptor. Read and written without synchronization: an outdated entry
   * makes a greenlet block its carrier where it could have parked, or ask the poller once more.
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
    return await(descriptor, fd, event, false);
  }

  /** Also ends, if it is a channel's, when that is being closed. */
  private static int await(FileDescriptor descriptor, int fd, int event, boolean ofChannel)
      throws IOException {
    int outcome = AGAIN;
    while (outcome == AGAIN) {
      outcome =
          Net.poll(descriptor, event, 0) != 0 ? READY : park(descriptor, fd, event, ofChannel);
    }
    return outcome;
  }

  /** Parks until it may be ready, {@link #AGAIN}, unless it is closed or cannot be polled. */
  private static int park(FileDescriptor descriptor, int fd, int event, boolean ofChannel) {
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
    if (ofChannel && CLOSING.contains(descriptor)) { // who closes it may not have found the entry
      return CLOSED;
    }
    GreenloomPolling.awaitFile(entry, fd, event);
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
    return fd >= 0 && kind(descriptor, fd) != NOT_POLLABLE ? fd : -1;
  }

  /**
   * Tells whether a write must be made in pieces.
   *
   * @param fd what {@link #pollable} has returned
   * @return whether it is a pipe's
   */
  public static boolean isPipe(int fd) {
    byte[] known = kinds;
    return fd < known.length && known[fd] == PIPE;
  }

  private static byte kind(FileDescriptor descriptor, int fd) throws IOException {
    byte[] known = kinds;
    byte kind = fd < known.length ? known[fd] : 0;
    if (kind == 0) {
      kind = findKind(descriptor, fd);
      mark(fd, kind);
    }
    return kind;
  }

  private static byte findKind(FileDescriptor descriptor, int fd) throws IOException {
    try {
      if (!UnixFileDispatcherImpl.isOther0(descriptor)) {
        return NOT_POLLABLE;
      }
    } catch (IOException e) {
      if (DESCRIPTORS.get(descriptor) != fd) {
        return NOT_POLLABLE; // closed meanwhile, about which the JDK is to complain
      }
      throw e;
    }
    try {
      Object mode = Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:mode");
      if (mode instanceof Integer bits && (bits & TYPE) == FIFO) {
        return PIPE;
      }
    } catch (IOException | RuntimeException e) {
      // no /proc here
    }
    synchronized (descriptor) {
      return DESCRIPTORS.get(descriptor) == fd && GreenloomPolling.registerFile(fd) != null
          ? OTHER
          : NOT_POLLABLE; // /dev/null for instance is always ready, and says so to nobody
    }
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
   * {@code UnixFileDispatcherImpl.writev}.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @param address of an array of {@code struct iovec}, each a pointer and a length
   * @param length how many of them
   * @return 0 to go on, {@code INTERRUPTED} if the channel is being closed, or the number of bytes
   *     that have been written
   * @throws IOException if the file descriptor cannot be asked, or nothing can be written
   */
  public static long gatherInPieces(
      Object dispatcher, FileDescriptor descriptor, long address, int length) throws IOException {
    int fd = pollable(descriptor);
    if (fd < 0 || !isPipe(fd)) {
      return fd < 0 ? READY : awaitUnlessClosing(descriptor, Net.POLLOUT);
    }
    long written = 0;
    for (int i = 0; i < length; i++) {
      long entry = address + 2L * i * Unsafe.ADDRESS_SIZE;
      int wanted = (int) U.getAddress(entry + Unsafe.ADDRESS_SIZE);
      long count;
      try {
        count = writePieces(descriptor, fd, U.getAddress(entry), wanted);
      } catch (IOException e) {
        if (written == 0) {
          throw e;
        }
        return written; // the next write will fail
      }
      if (count != wanted) {
        return written + Math.max(count, 0) > 0 ? written + Math.max(count, 0) : count;
      }
      written += count;
    }
    return written;
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
    int fd = length > 0 ? pollable(descriptor) : -1;
    if (fd < 0 || !isPipe(fd)) {
      return fd < 0 ? READY : awaitUnlessClosing(descriptor, Net.POLLOUT);
    }
    return writePieces(descriptor, fd, address, length);
  }

  private static int writePieces(FileDescriptor descriptor, int fd, long address, int length)
      throws IOException {
    int written = 0;
    while (written < length) {
      int count;
      try {
        if (await(descriptor, fd, Net.POLLOUT, true) == CLOSED) {
          return written > 0 ? written : IOStatus.INTERRUPTED;
        }
        int piece = Math.min(PIECE, length - written);
        count = UnixFileDispatcherImpl.write0(descriptor, address + written, piece);
      } catch (IOException e) {
        if (written == 0) {
          throw e;
        }
        return written; // the next write will fail
      }
      if (count <= 0) {
        return written > 0 ? written : count;
      }
      written += count;
    }
    return written;
  }

  private static int awaitUnlessClosing(FileDescriptor descriptor, int event) throws IOException {
    int fd = pollable(descriptor);
    boolean closed = fd >= 0 && await(descriptor, fd, event, true) == CLOSED;
    return closed ? IOStatus.INTERRUPTED : READY;
  }

  /**
   * {@code UnixFileDispatcherImpl.lock}, before.
   *
   * @param dispatcher the dispatcher
   * @param descriptor the file descriptor
   * @param blocking whether to wait for the lock
   */
  public static void beginLock(Object dispatcher, FileDescriptor descriptor, boolean blocking) {
    if (blocking && GreenloomBridge.currentGreenlet() != null) {
      boolean ignored = GreenloomBlocking.beginBlocking();
      Continuation.pin(); // the native thread must be the one that will wait
      try {
        LOCKERS.put(Thread.currentThread(), (long) NativeThreads.CURRENT.invokeExact());
      } catch (Throwable e) {
        // out of memory: it then waits until it gets the lock
      } finally {
        Continuation.unpin();
      }
    }
  }

  /** {@code UnixFileDispatcherImpl.lock}, when it ends, one way or the other. */
  public static void endLock() {
    if (GreenloomBridge.currentGreenlet() != null
        && LOCKERS.remove(Thread.currentThread()) != null) {
      GreenloomBlocking.endBlocking(true);
    }
  }

  /**
   * {@code Object.wait(long)} in {@code NativeThreadSet.signalAndWait}, which has signalled the
   * platform threads that use a channel. Greenlets that wait for locks get a signal too, every time
   * it is called; those of other channels try again. A signal that comes too late hits a carrier
   * that is idle, which lives for seconds.
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
    FileChannelImpl file = (FileChannelImpl) Objects.requireNonNull(channel);
    FileDescriptor descriptor = (FileDescriptor) U.getReference(file, CHANNEL_FD);
    int fd = DESCRIPTORS.get(descriptor);
    if (fd >= 0) {
      CLOSING.add(descriptor);
      if (DESCRIPTORS.get(descriptor) != fd) {
        CLOSING.remove(descriptor); // it has been closed meanwhile
      }
      GreenloomPolling.stopPoll(fd, Net.POLLIN);
      GreenloomPolling.stopPoll(fd, Net.POLLOUT);
    }
  }
}
