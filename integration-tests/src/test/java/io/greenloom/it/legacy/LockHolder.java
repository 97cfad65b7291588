package io.greenloom.it.legacy;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A JVM of its own that holds a file's lock until it is told to end, and then a while longer. */
public final class LockHolder {
  private LockHolder() {}

  /** Locks the file that is named first; is told by the end of standard input. */
  public static void main(String[] args) throws Exception {
    try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      System.out.println("locked " + lock.isValid());
      System.in.readAllBytes();
      Thread.sleep(Long.parseLong(args[1]));
    }
  }
}
