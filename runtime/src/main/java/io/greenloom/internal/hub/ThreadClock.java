package io.greenloom.internal.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How long a thread has been running or waiting for a processor, as Linux counts it in {@code
 * /proc/<pid>/task/<tid>/schedstat}. A thread that blocks does neither. Elsewhere nothing is known.
 */
final class ThreadClock {
  private static final Path SELF = Path.of("/proc/thread-self");

  private final @Nullable Path schedstat;

  private ThreadClock(@Nullable Path schedstat) {
    this.schedstat = schedstat;
  }

  /** The clock of the calling thread. */
  static ThreadClock ofCurrentThread() {
    try {
      Path task = Path.of("/proc").resolve(Files.readSymbolicLink(SELF)).resolve("schedstat");
      return new ThreadClock(Files.isReadable(task) ? task : null);
    } catch (IOException | UnsupportedOperationException e) {
      return new ThreadClock(null);
    }
  }

  /** Nanoseconds on or waiting for a processor so far, 0 if unknown; any thread. */
  long busyNanos() {
    Path file = schedstat;
    if (file == null) {
      return 0;
    }
    try {
      String[] fields = Files.readString(file).strip().split(" ");
      return Long.parseLong(fields[0]) + Long.parseLong(fields[1]);
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return 0;
    }
  }
}
