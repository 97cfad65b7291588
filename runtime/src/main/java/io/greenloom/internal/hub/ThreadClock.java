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
    return sum(0, 1);
  }

  /** Nanoseconds waiting for a processor so far, 0 if unknown; any thread. */
  long waitingNanos() {
    return sum(1, 1);
  }

  private long sum(int first, int last) {
    Path file = schedstat;
    if (file == null) {
      return 0;
    }
    try {
      String[] fields = Files.readString(file).strip().split(" ");
      long sum = 0;
      for (int i = first; i <= last; i++) {
        sum += Long.parseLong(fields[i]);
      }
      return sum;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return 0;
    }
  }
}
