package java.lang;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;

/**
 * What patched code that schedules virtual threads or waits for file descriptors asks, see {@link
 * GreenloomBridge}.
 */
public final class GreenloomPolling {
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  /** {@code sun.nio.ch.IOStatus.UNAVAILABLE}: nothing to read, or no room to write. */
  private static final int UNAVAILABLE = -2;

  private GreenloomPolling() {}

  /**
   * {@code VirtualThread.sleepNanos}, interrupted.
   *
   * @return the message of the exception: that of a platform thread on a green thread, else null
   */
  public static String sleepInterrupted() {
    return Thread.currentThread() != GreenloomBridge.currentThread() ? "sleep interrupted" : null;
  }

  /**
   * {@code LockSupport.unpark}.
   *
   * @param thread the thread to unpark, may be null
   * @return the thread that is really parked
   */
  public static Thread parked(Thread thread) {
    return GreenloomThreads.parked(thread);
  }

  /**
   * {@code LockSupport.unpark}, afterwards: OS threads give the processor to one that has waited,
   * so that it gets what it has been woken for.
   *
   * @param thread the thread that was really parked, may be null
   */
  public static void unparked(Thread thread) {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      greenlet.giveTurn(GreenloomBridge.greenletOf(thread));
    }
  }

  /**
   * {@code sun.misc.Unsafe.park}, which would block the carrier.
   *
   * @param unsafe the receiver
   * @param isAbsolute whether the time is in milliseconds since the epoch, else in nanoseconds
   * @param time how long, 0 for ever if it is not absolute
   * @return true if the current thread is a greenlet and has parked
   */
  public static boolean unsafePark(Object unsafe, boolean isAbsolute, long time) {
    if (GreenloomBridge.currentGreenlet() == null) {
      return false;
    }
    if (isAbsolute) {
      LockSupport.parkUntil(time);
    } else if (time == 0) {
      LockSupport.park();
    } else {
      LockSupport.parkNanos(time);
    }
    return true;
  }

  /**
   * {@code sun.misc.Unsafe.unpark}, which knows threads of the VM only.
   *
   * @param unsafe the receiver
   * @param thread the thread to unpark, may be null
   * @return true if it was one of ours and has been unparked
   */
  public static boolean unsafeUnpark(Object unsafe, Object thread) {
    if (!(thread instanceof Thread parked) || GreenloomBridge.greenletOf(parked(parked)) == null) {
      return false;
    }
    LockSupport.unpark(parked);
    return true;
  }

  /**
   * {@code ThreadBuilders.newVirtualThread}: a virtual thread made by application code inside a
   * greenlet must not inherit the greenlet as its scheduler.
   *
   * @param scheduler the scheduler asked for, or null
   * @return the scheduler to use, or null for the JDK's choice
   */
  public static Executor scheduler(Executor scheduler) {
    return (scheduler == null && GreenloomBridge.currentGreenlet() != null)
        ? VirtualThread.defaultScheduler()
        : scheduler;
  }

  /**
   * {@code VirtualThread.schedule}.
   *
   * @param thread the virtual thread
   * @param command what to run when the time is over
   * @param delay the delay
   * @param unit its unit
   * @return the timer, or null to use the JDK's
   */
  public static Future<?> schedule(Thread thread, Runnable command, long delay, TimeUnit unit) {
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
    return (greenlet != null)
        ? GreenloomBridge.hooks().schedule(greenlet, command, unit.toNanos(delay))
        : null;
  }

  // -- sun.nio.ch

  /**
   * {@code Poller.poll}.
   *
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   * @param nanos the longest wait, 0 for none
   * @param open whether the channel is still open
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public static boolean poll(int fd, int event, long nanos, BooleanSupplier open)
      throws IOException {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    return greenlet != null
        ? GreenloomBridge.hooks().poll(greenlet, fd, event, nanos, open)
        : leftToPollers();
  }

  /**
   * {@code Poller.pollSelector}.
   *
   * @param fd the selector's own file descriptor
   * @param nanos the longest wait, 0 for none
   * @return false to use the JDK's poller
   * @throws IOException if the file descriptor cannot be polled
   */
  public static boolean pollSelector(int fd, long nanos) throws IOException {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    return greenlet != null
        ? GreenloomBridge.hooks().pollSelector(greenlet, fd, nanos)
        : leftToPollers();
  }

  /**
   * Waits until the epoll instance of an {@code AsynchronousChannelGroup} has something to tell, or
   * for no reason; an interrupt does not end the wait.
   *
   * @param fd the instance's own file descriptor
   * @return false if the caller has to wait natively
   * @throws IOException if the file descriptor cannot be polled
   */
  public static boolean pollPort(int fd) throws IOException {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    return greenlet != null && GreenloomBridge.hooks().pollPort(greenlet, fd);
  }

  private static boolean leftToPollers() {
    GreenloomBridge.hooks().startPollers();
    return false;
  }

  /**
   * {@code Poller.Pollers.start}: the JDK's pollers need not start before a virtual thread that is
   * not ours waits. Until then there is a thread less, and one less that blocks in native code: the
   * JVM waits 300 ms for those when it exits.
   *
   * @param pollers the pollers
   * @return true to put it off
   */
  public static boolean deferPollers(Object pollers) {
    return GreenloomBridge.hooks().deferPollers(pollers);
  }

  /**
   * {@code Poller.stopPoll}, before.
   *
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public static void stopPoll(int fd, int event) {
    GreenloomBridge.hooks().stopPoll(fd, event);
  }

  /**
   * {@code NioSocketImpl.tryRead}.
   *
   * @param socket the socket
   * @param fd its file descriptor
   * @return what a read would, if it is known to find nothing, else 0
   */
  public static int beginRead(Object socket, FileDescriptor fd) {
    return begins(fd, false);
  }

  /**
   * {@code NioSocketImpl.tryWrite}.
   *
   * @param socket the socket
   * @param fd its file descriptor
   * @return what a write would, if it is known to find no room, else 0
   */
  public static int beginWrite(Object socket, FileDescriptor fd) {
    return begins(fd, true);
  }

  /** An interrupted virtual thread shall find what has arrived, though no event has told it. */
  private static int begins(FileDescriptor fd, boolean write) {
    Thread thread = Thread.currentThread();
    return GreenloomBridge.greenletOf(thread) == null
            || thread.isInterrupted()
            || GreenloomBridge.hooks().begins(FILE_DESCRIPTORS.get(fd), write)
        ? 0
        : UNAVAILABLE;
  }

  /**
   * {@code NioSocketImpl.tryRead}, afterwards.
   *
   * @param count what it has returned
   * @param socket the socket
   * @param fd its file descriptor
   * @param buffer where to
   * @param offset of the first byte
   * @param length how much was asked for
   * @return the same
   */
  public static int hasRead(
      int count, Object socket, FileDescriptor fd, byte[] buffer, int offset, int length) {
    transferred(count, length, fd, false);
    return count;
  }

  /**
   * {@code NioSocketImpl.tryWrite}, afterwards.
   *
   * @param count what it has returned
   * @param socket the socket
   * @param fd its file descriptor
   * @param buffer where from
   * @param offset of the first byte
   * @param length how much was asked for
   * @return the same
   */
  public static int hasWritten(
      int count, Object socket, FileDescriptor fd, byte[] buffer, int offset, int length) {
    transferred(count, length, fd, true);
    return count;
  }

  private static void transferred(int count, int length, FileDescriptor fd, boolean write) {
    if (count > 0 && count < length && GreenloomBridge.currentGreenlet() != null) {
      GreenloomBridge.hooks().exhausted(FILE_DESCRIPTORS.get(fd), write);
    }
  }

  /**
   * {@code UnixDispatcher.close}, before.
   *
   * @param dispatcher the dispatcher
   * @param fd the file descriptor
   */
  public static void closing(Object dispatcher, FileDescriptor fd) {
    GreenloomBridge.hooks().closing(FILE_DESCRIPTORS.get(fd));
  }

  /**
   * Has the current greenlet's hub watch a file descriptor in blocking mode; the caller keeps it
   * from being closed meanwhile.
   *
   * @param fd the file descriptor
   * @return what to wait for, or null if it cannot be polled
   */
  public static Object registerFile(int fd) {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    return greenlet != null ? GreenloomBridge.hooks().registerFile(greenlet, fd) : null;
  }

  /**
   * Parks the current greenlet until a file descriptor in blocking mode may be ready, or is being
   * closed; an interrupt does not wake it.
   *
   * @param entry what {@link #registerFile} has returned
   * @param fd the file descriptor
   * @param event {@code Net.POLLIN} or {@code Net.POLLOUT}
   */
  public static void awaitFile(Object entry, int fd, int event) {
    GreenloomBridge.hooks().awaitFile(GreenloomBridge.currentGreenlet(), entry, fd, event);
  }

  /**
   * A file descriptor is about to be closed and its number may be used again.
   *
   * @param fd the file descriptor
   */
  public static void forgetFile(int fd) {
    GreenloomBridge.hooks().closing(fd);
  }

  /**
   * {@code Thread.isInterrupted} in the {@code park} methods of sockets: an interrupt closes the
   * socket of a virtual thread, but not that of a platform thread.
   *
   * @param thread the current thread
   * @return whether it is interrupted and not a green thread
   */
  public static boolean isSocketInterrupted(Thread thread) {
    GreenloomGreenlet greenlet = GreenloomBridge.greenletOf(thread);
    return thread.isInterrupted() && (greenlet == null || greenlet.facade == null);
  }
}
