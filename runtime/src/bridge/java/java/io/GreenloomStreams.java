package java.io;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import sun.nio.ch.GreenloomFiles;

/** What patched file streams ask before they read or write, see {@link GreenloomFiles}. */
public final class GreenloomStreams {
  private static final JavaIOFileDescriptorAccess DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long CLEANABLE_FD = U.objectFieldOffset(FileCleanable.class, "fd");

  private GreenloomStreams() {}

  /** The private methods that do not ask us again; linked when they are first needed. */
  private static final class Natives {
    static final MethodHandle STREAM_WRITE =
        find(FileOutputStream.class, "writeBytes", boolean.class);
    static final MethodHandle RANDOM_WRITE = find(RandomAccessFile.class, "writeBytes0");
    static final MethodHandle RANDOM_READ =
        find(RandomAccessFile.class, "read0", MethodType.methodType(int.class));

    private Natives() {}

    private static MethodHandle find(Class<?> type, String name, Class<?>... more) {
      return find(
          type,
          name,
          MethodType.methodType(void.class, byte[].class, int.class, int.class)
              .appendParameterTypes(more));
    }

    private static MethodHandle find(Class<?> type, String name, MethodType signature) {
      try {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findVirtual(type, name, signature);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this JDK has no " + type.getName() + "." + name, e);
      }
    }
  }

  /**
   * {@code FileInputStream.read()}.
   *
   * @param in the stream
   * @return 0 to go on, or -1 for the end of the stream, if it is that of a destroyed process
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int beforeReadByte(FileInputStream in) throws IOException {
    return awaitInput(in);
  }

  /**
   * A stream that is closed meanwhile: the JDK's own code says so. But destroying a process closes
   * its streams, and a platform thread that reads from one sees its end.
   */
  private static int awaitInput(FileInputStream in) throws IOException {
    boolean closed = GreenloomFiles.awaitReadable(in.getFD()) == GreenloomFiles.CLOSED;
    return closed && in.getClass().getName().equals("java.lang.Process$PipeInputStream") ? -1 : 0;
  }

  /**
   * {@code FileInputStream.read(byte[])}.
   *
   * @param in the stream
   * @param buffer where to
   * @return 0 to go on, or -1 for the end of the stream, if it is that of a destroyed process
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int beforeReadArray(FileInputStream in, byte[] buffer) throws IOException {
    return buffer != null && buffer.length > 0 ? awaitInput(in) : 0;
  }

  /**
   * {@code FileInputStream.read(byte[], int, int)}.
   *
   * @param in the stream
   * @param buffer where to
   * @param offset of the first byte
   * @param length how many bytes at most
   * @return 0 to go on, or -1 for the end of the stream, if it is that of a destroyed process
   * @throws IOException if the file descriptor cannot be asked
   */
  public static int beforeReadBytes(FileInputStream in, byte[] buffer, int offset, int length)
      throws IOException {
    return isSome(buffer, offset, length) ? awaitInput(in) : 0;
  }

  /**
   * {@code RandomAccessFile.read()}.
   *
   * @param file the file
   * @throws IOException if the file descriptor cannot be asked
   */
  public static void beforeRandomReadByte(RandomAccessFile file) throws IOException {
    int ignored = GreenloomFiles.awaitReadable(file.getFD());
  }

  /**
   * {@code RandomAccessFile.readBytes(byte[], int, int)}, which all other reads go through.
   *
   * @param file the file
   * @param buffer where to
   * @param offset of the first byte
   * @param length how many bytes at most
   * @throws IOException if the file descriptor cannot be asked
   */
  public static void beforeRandomReadBytes(
      RandomAccessFile file, byte[] buffer, int offset, int length) throws IOException {
    if (isSome(buffer, offset, length)) {
      int ignored = GreenloomFiles.awaitReadable(file.getFD());
    }
  }

  /**
   * {@code RandomAccessFile.read0} in {@code readLine}.
   *
   * @param file the file
   * @return what that returns
   * @throws IOException if nothing can be read
   */
  public static int readByteOfLine(RandomAccessFile file) throws IOException {
    int ignored = GreenloomFiles.awaitReadable(file.getFD());
    try {
      return (int) Natives.RANDOM_READ.invokeExact(file);
    } catch (Throwable e) {
      throw sneaky(e);
    }
  }

  /**
   * {@code FileOutputStream.write(int)}.
   *
   * @param out the stream
   * @throws IOException if the file descriptor cannot be asked
   */
  public static void beforeWriteByte(FileOutputStream out) throws IOException {
    int ignored = GreenloomFiles.awaitWritable(out.getFD());
  }

  /**
   * {@code FileOutputStream.write(byte[])}.
   *
   * @param out the stream
   * @param buffer where from
   * @return true if it has been written
   * @throws IOException if it cannot be written
   */
  public static boolean writeArray(FileOutputStream out, byte[] buffer) throws IOException {
    return buffer != null && writeBytes(out, buffer, 0, buffer.length);
  }

  /**
   * {@code FileOutputStream.write(byte[], int, int)}.
   *
   * @param out the stream
   * @param buffer where from
   * @param offset of the first byte
   * @param length how many bytes
   * @return true if they have been written
   * @throws IOException if they cannot be written
   */
  public static boolean writeBytes(FileOutputStream out, byte[] buffer, int offset, int length)
      throws IOException {
    FileDescriptor descriptor = out.getFD();
    if (!mustCut(descriptor, buffer, offset, length)) {
      return false;
    }
    boolean append = DESCRIPTORS.getAppend(descriptor);
    for (int done = 0; done < length; done += GreenloomFiles.PIECE) {
      int ignored = GreenloomFiles.awaitWritable(descriptor);
      int piece = Math.min(GreenloomFiles.PIECE, length - done);
      try {
        Natives.STREAM_WRITE.invokeExact(out, buffer, offset + done, piece, append);
      } catch (Throwable e) {
        throw sneaky(e);
      }
    }
    return true;
  }

  /** Waits until the JDK's own code can write, unless the bytes must be written in pieces here. */
  private static boolean mustCut(FileDescriptor descriptor, byte[] buffer, int offset, int length)
      throws IOException {
    int fd = isSome(buffer, offset, length) ? GreenloomFiles.pollable(descriptor) : -1;
    if (fd >= 0 && (length <= GreenloomFiles.PIECE || !GreenloomFiles.isPipe(fd))) {
      int ignored = GreenloomFiles.awaitWritable(descriptor);
      return false;
    }
    return fd >= 0;
  }

  /**
   * {@code RandomAccessFile.write(int)}.
   *
   * @param file the file
   * @throws IOException if the file descriptor cannot be asked
   */
  public static void beforeRandomWriteByte(RandomAccessFile file) throws IOException {
    int ignored = GreenloomFiles.awaitWritable(file.getFD());
  }

  /**
   * {@code RandomAccessFile.writeBytes(byte[], int, int)}, which all other writes go through.
   *
   * @param file the file
   * @param buffer where from
   * @param offset of the first byte
   * @param length how many bytes
   * @return true if they have been written
   * @throws IOException if they cannot be written
   */
  public static boolean randomWriteBytes(
      RandomAccessFile file, byte[] buffer, int offset, int length) throws IOException {
    FileDescriptor descriptor = file.getFD();
    if (!mustCut(descriptor, buffer, offset, length)) {
      return false;
    }
    for (int done = 0; done < length; done += GreenloomFiles.PIECE) {
      int ignored = GreenloomFiles.awaitWritable(descriptor);
      int piece = Math.min(GreenloomFiles.PIECE, length - done);
      try {
        Natives.RANDOM_WRITE.invokeExact(file, buffer, offset + done, piece);
      } catch (Throwable e) {
        throw sneaky(e);
      }
    }
    return true;
  }

  /** The JDK's own code is to complain about anything else. */
  private static boolean isSome(byte[] buffer, int offset, int length) {
    return buffer != null && length > 0 && offset >= 0 && length <= buffer.length - offset;
  }

  @SuppressWarnings("unchecked") // the type is erased: what the JDK's own method throws goes on
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }

  /**
   * {@code FileDescriptor.close}, before.
   *
   * @param descriptor the file descriptor
   */
  public static void closingFile(FileDescriptor descriptor) {
    GreenloomFiles.forget(descriptor);
  }

  /**
   * {@code FileCleanable.performCleanup}, before: closes what nobody has closed.
   *
   * @param cleanable the file's
   */
  public static void cleaningFile(Object cleanable) {
    FileCleanable file = (FileCleanable) Objects.requireNonNull(cleanable);
    GreenloomFiles.forgetNumber(U.getInt(file, CLEANABLE_FD));
  }
}
