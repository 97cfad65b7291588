package io.greenloom.it.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what the system calls the OS thread that runs main. */
public final class OsThread {
  /** What Linux keeps of a name. */
  private static final int LENGTH = 15;

  private OsThread() {}

  /** Runs the program. */
  public static void main(String[] args) {
    System.out.println(currentName());
  }

  /** The name of the OS thread that runs the caller. */
  static String currentName() {
    try {
      return Files.readString(Path.of("/proc/thread-self/comm")).strip();
    } catch (IOException e) {
      return "unknown: " + e;
    }
  }

  /** Whether the current thread is an OS thread of its own, which then has its name. */
  static boolean isOwn() {
    String name = Thread.currentThread().getName();
    return currentName().equals(name.substring(0, Math.min(LENGTH, name.length())));
  }
}
