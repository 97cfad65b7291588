package io.greenloom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a thread really is, whatever its object says. */
public enum ThreadKind {
  /** A thread of the operating system. */
  PLATFORM,
  /** A virtual thread of the JDK. */
  VIRTUAL,
  /** A virtual thread behind an application's {@code java.lang.Thread}. */
  GREEN;

  /** What Linux keeps of a name. */
  private static final int OS_NAME_LENGTH = 15;

  /**
   * Tells what the current thread is. Neither object nor stack of a green thread give it away, but
   * the OS thread that runs it has another name, while a platform thread has given its own to it.
   */
  static ThreadKind ofCurrent() {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()) {
      return VIRTUAL;
    }
    String name = thread.getName();
    String start = name.substring(0, Math.min(OS_NAME_LENGTH, name.length()));
    return osThreadName().equals(start) ? PLATFORM : GREEN;
  }

  private static String osThreadName() {
    try {
      return Files.readString(Path.of("/proc/thread-self/comm")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
