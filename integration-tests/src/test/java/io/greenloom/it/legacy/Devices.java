package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.step;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Files that are none: devices, folders, what the kernel tells, and a disk that is full. */
public final class Devices {
  private static final byte[] BLOCK = Bytes.random(65_536, 1);

  private Devices() {}

  /** Something to do with a file. */
  @FunctionalInterface
  private interface Use {
    Object use(Path file) throws Exception;
  }

  /** Runs the program; an argument names the folder on a disk that a megabyte fills. */
  public static void main(String[] args) {
    each("/dev/zero", "read", Devices::read);
    each("/dev/null", "read", Devices::read);
    each("/dev/urandom", "read", file -> read(file).toString().length() > 10);
    each("/proc/self/status", "read", file -> Files.readString(file).startsWith("Name:\tjava"));
    each("/proc/self/maps", "read", file -> Files.readAllLines(file).size() > 10);
    each("/proc/self/fd", "list", Devices::list);
    each("/dev/null", "write", Devices::write);
    each("/dev/full", "write", Devices::write);
    each("/dev/full", "write by a channel", Devices::writeChannel);
    each("/dev/full", "write at random", Devices::writeRandomly);
    each("/dev/full", "write by Files", file -> Files.write(file, BLOCK));
    each("/", "read", Devices::read);
    each("/", "read by a channel", Devices::readChannel);
    each("/", "read by Files", Files::readAllBytes);
    each("/", "write", Devices::write);
    each("/no/such/file", "read", Devices::read);
    each("/no/such/file", "write", Devices::write);
    each("/no/such/file", "read by Files", Files::readAllBytes);
    if (args.length > 0) {
      String full = Path.of(args[0]).resolve("full").toString();
      each(full, "fill", Devices::write);
      each(full, "fill by a channel", Devices::writeChannel);
      each(full, "fill at random", Devices::writeRandomly);
      each(full, "fill by a copy", Devices::copy);
    }
  }

  private static void each(String file, String what, Use use) {
    Path name = Path.of(file).getFileName();
    step(
        what + " " + (name == null ? "root" : name),
        () -> inside(() -> Steps.outcome(() -> use.use(Path.of(file)))));
  }

  private static Object read(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      in.available();
      return Bytes.describe(in.readNBytes(BLOCK.length));
    }
  }

  private static Object readChannel(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.read(ByteBuffer.allocate(10));
    }
  }

  private static boolean list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count() > 3;
    }
  }

  /** Writes more than fits where anything fits at all, and says how much did. */
  private static Object write(Path file) throws IOException {
    int blocks = 0;
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      while (blocks < 100) {
        out.write(BLOCK);
        blocks++;
      }
      return blocks;
    } catch (IOException e) {
      return blocks + " " + Steps.describe(e) + clear(file);
    }
  }

  private static Object writeChannel(Path file) throws IOException {
    long count = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      while (count < 100L * BLOCK.length) {
        count += channel.write(ByteBuffer.wrap(BLOCK, 0, 60_000));
      }
      return count;
    } catch (IOException e) {
      return count + " " + Steps.describe(e) + clear(file);
    }
  }

  private static Object writeRandomly(Path file) throws IOException {
    int blocks = 0;
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
      while (blocks < 100) {
        random.write(BLOCK);
        blocks++;
      }
      return blocks;
    } catch (IOException e) {
      return blocks + " " + Steps.describe(e) + clear(file);
    }
  }

  /** What failed half-way is gone afterwards. */
  private static Object copy(Path file) throws IOException {
    Path source = Files.createTempFile("source", ".bin");
    try {
      Files.write(source, new byte[3 << 20]);
      return Files.copy(source, file);
    } catch (FileSystemException e) {
      return e.getReason() + " " + Files.exists(file) + clear(file);
    } finally {
      Files.delete(source);
    }
  }

  /** Removes a regular file and says how large it was. */
  private static String clear(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    String size = ", " + Files.size(file) + " bytes";
    Files.delete(file);
    return size;
  }
}
