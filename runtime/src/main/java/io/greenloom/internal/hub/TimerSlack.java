package io.greenloom.internal.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How much later than asked for Linux may wake a thread, to save interrupts: 50 us, as a rule. A
 * hub does without, as all its timers would be as late. Elsewhere, or where it must not be changed,
 * it stays as it is.
 */
final class TimerSlack {
  private static final String LEAST_NANOS = "1"; // 0 would mean the default

  private TimerSlack() {}

  /** Takes it from the calling thread. */
  static void dropForCurrentThread() {
    try {
      Path threadId = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
      // not below "task", where this file is missing
      Path slack = Path.of("/proc").resolve(threadId).resolve("timerslack_ns");
      Files.writeString(slack, LEAST_NANOS, StandardOpenOption.WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      // timers are a little late
    }
  }
}
