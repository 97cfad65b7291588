package io.greenloom.it.legacy;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Regular files: locks that another process holds, and disks that take their time. */
final class BlockingFiles {
  private static final int BLOCK = 65_536;
  private static final int BLOCKS = 20;
  private static final long MAPPED = 32L << 20;

  private BlockingFiles() {}

  /** Something to do with a file. */
  @FunctionalInterface
  interface Use {
    Object use(Path file) throws Throwable;
  }

  static void addTo(Blockers blockers) throws Exception {
    addLocked(blockers, "lock", BlockingFiles::lock);
    addLocked(blockers, "shared lock", BlockingFiles::lockShared);
    addLocked(blockers, "lock of an asynchronous channel", BlockingFiles::lockAsynchronously);
    blockers.add("slow write", () -> withFile(BlockingFiles::writeSlowly));
    blockers.add("slow read", () -> withFile(BlockingFiles::readSlowly));
    blockers.addQuick("force", () -> withFile(BlockingFiles::force));
    blockers.addQuick("sync", () -> withFile(BlockingFiles::sync));
    blockers.addQuick("mapped file", () -> withFile(BlockingFiles::map));
    blockers.addQuick("walk", BlockingFiles::walk);
  }

  static Object withFile(Use use) throws Throwable {
    Path file = Files.createTempFile("greenloom", ".bin");
    try {
      return use.use(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Has another JVM hold the lock, which takes a while to start. */
  private static void addLocked(Blockers blockers, String name, Use use) throws IOException {
    Path file = Files.createTempFile("locked", ".bin");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                file.toString(),
                String.valueOf(Blockers.LENGTH.toMillis()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    String locked = said.readLine();
    blockers.add(
        name,
        () -> {
          holder.getOutputStream().close();
          try {
            return locked + ", then " + use.use(file) + ", holder " + holder.waitFor();
          } finally {
            Files.delete(file);
          }
        });
  }

  private static boolean lock(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return lock.isValid();
    }
  }

  private static boolean lockShared(Path file) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
        FileLock lock = opened.getChannel().lock(0, 10, true)) {
      return lock.isShared();
    }
  }

  private static boolean lockAsynchronously(Path file) throws Exception {
    try (AsynchronousFileChannel channel =
            AsynchronousFileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.lock().get()) {
      return lock.isValid();
    }
  }

  private static int writeSlowly(Path file) throws Throwable {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.write(PageFaults.slowBuffer());
    }
  }

  private static int readSlowly(Path file) throws Throwable {
    Files.write(file, new byte[BLOCK]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.read(PageFaults.slowBuffer());
    }
  }

  private static long force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < BLOCKS; i++) {
        channel.write(ByteBuffer.allocate(BLOCK));
        channel.force(i % 2 == 0);
      }
      return channel.size();
    }
  }

  private static long sync(Path file) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      for (int i = 0; i < BLOCKS; i++) {
        out.write(new byte[BLOCK]);
        out.getFD().sync();
      }
    }
    return Files.size(file);
  }

  private static long map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED);
      long sum = 0;
      for (int i = 0; i < MAPPED; i += 4_096) {
        buffer.put(i, (byte) 1);
      }
      buffer.force();
      for (int i = 0; i < MAPPED; i++) {
        sum += buffer.get(i);
      }
      return sum;
    }
  }

  private static boolean walk() throws IOException {
    try (var files = Files.walk(Path.of(System.getProperty("java.home")))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum() > 0;
    }
  }
}
