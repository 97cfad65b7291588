package io.greenloom.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that has a file locked until its standard input ends. */
public final class LockHolder {
  private LockHolder() {}

  /**
   * Locks a file, and prints a line when that is done.
   *
   * @param args the file, which is made
   * @throws IOException if the file cannot be locked
   */
  public static void main(String[] args) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      System.out.println(lock);
      while (System.in.read() >= 0) {
        // Whatever is typed is skipped.
      }
    }
  }

  /** Starts such a process, and returns when it has the lock. */
  static Process start(Path file) throws IOException {
    Process process =
        Programs.start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            file.toString());
    String first = process.inputReader().readLine();
    if (first == null || !first.contains("valid")) {
      throw new IOException("the other process has not locked the file: " + first);
    }
    return process;
  }
}
