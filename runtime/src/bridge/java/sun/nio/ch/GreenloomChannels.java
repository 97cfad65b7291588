package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;
import jdk.internal.misc.Unsafe;

/**
 * A channel in blocking mode writes all that it is given, as the kernel does it for a platform
 * thread. For virtual threads the JDK makes the file descriptor non-blocking and is content with
 * what there is room for. So a greenlet's write is repeated, under the channel's own write lock,
 * until nothing is left.
 */
public final class GreenloomChannels {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long SOCKET_LOCK = U.objectFieldOffset(SocketChannelImpl.class, "writeLock");
  private static final long SINK_LOCK = U.objectFieldOffset(SinkChannelImpl.class, "writeLock");

  private GreenloomChannels() {}

  /**
   * {@code SocketChannelImpl.implWrite(ByteBuffer)}.
   *
   * @param channel the channel
   * @param buffer what to write
   * @return how much has been written, or 0 to go on
   * @throws IOException if it cannot be written
   */
  public static int writeSocketFully(Object channel, ByteBuffer buffer) throws IOException {
    return (int) writeFully((SocketChannelImpl) channel, SOCKET_LOCK, buffer);
  }

  /**
   * {@code SinkChannelImpl.write(ByteBuffer)}, of a pipe.
   *
   * @param channel the channel
   * @param buffer what to write
   * @return how much has been written, or 0 to go on
   * @throws IOException if it cannot be written
   */
  public static int writeSinkFully(Object channel, ByteBuffer buffer) throws IOException {
    return (int) writeFully((SinkChannelImpl) channel, SINK_LOCK, buffer);
  }

  /**
   * {@code SocketChannelImpl.implWrite(ByteBuffer[], int, int)}.
   *
   * @param channel the channel
   * @param buffers what to write
   * @param offset of the first buffer
   * @param length how many buffers
   * @return how much has been written, or 0 to go on
   * @throws IOException if it cannot be written
   */
  public static long gatherSocketFully(Object channel, ByteBuffer[] buffers, int offset, int length)
      throws IOException {
    return gatherFully((SocketChannelImpl) channel, SOCKET_LOCK, buffers, offset, length);
  }

  /**
   * {@code SinkChannelImpl.write(ByteBuffer[], int, int)}, of a pipe.
   *
   * @param channel the channel
   * @param buffers what to write
   * @param offset of the first buffer
   * @param length how many buffers
   * @return how much has been written, or 0 to go on
   * @throws IOException if it cannot be written
   */
  public static long gatherSinkFully(Object channel, ByteBuffer[] buffers, int offset, int length)
      throws IOException {
    return gatherFully((SinkChannelImpl) channel, SINK_LOCK, buffers, offset, length);
  }

  private static <C extends SelectableChannel & GatheringByteChannel> long writeFully(
      C channel, long lockOffset, ByteBuffer buffer) throws IOException {
    return buffer != null && buffer.hasRemaining()
        ? gatherFully(channel, lockOffset, new ByteBuffer[] {buffer}, 0, 1)
        : 0;
  }

  private static <C extends SelectableChannel & GatheringByteChannel> long gatherFully(
      C channel, long lockOffset, ByteBuffer[] buffers, int offset, int length) throws IOException {
    if (GreenloomBridge.currentGreenlet() == null
        || !channel.isBlocking()
        || !isSome(buffers, offset, length)) {
      return 0;
    }
    ReentrantLock lock = (ReentrantLock) U.getReference(channel, lockOffset);
    if (lock.isHeldByCurrentThread()) {
      return 0; // one of the writes below
    }
    lock.lock();
    try {
      return repeat(channel, buffers, offset, length);
    } finally {
      lock.unlock();
    }
  }

  /** The kernel takes so many buffers at a time; what is behind them is not written. */
  private static long repeat(
      GatheringByteChannel channel, ByteBuffer[] buffers, int offset, int length)
      throws IOException {
    long total = 0;
    int end = offset + Math.min(length, IOUtil.IOV_MAX);
    int next = offset;
    while (next < end) {
      long count;
      try {
        count = write(channel, buffers, next, end - next);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        if (total == 0) {
          throw e;
        }
        return total; // the next write will fail
      }
      total += count;
      while (next < end && !buffers[next].hasRemaining()) {
        next++;
      }
      if (count <= 0) {
        return total;
      }
    }
    return total;
  }

  private static long write(
      GatheringByteChannel channel, ByteBuffer[] buffers, int offset, int length)
      throws IOException {
    return length == 1 ? channel.write(buffers[offset]) : channel.write(buffers, offset, length);
  }

  /** The JDK's own code is to complain about anything else. */
  private static boolean isSome(ByteBuffer[] buffers, int offset, int length) {
    if (buffers == null || offset < 0 || length <= 0 || length > buffers.length - offset) {
      return false;
    }
    boolean some = false;
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i] == null) {
        return false;
      }
      some |= buffers[i].hasRemaining();
    }
    return some;
  }
}
