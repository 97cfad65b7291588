package io.greenloom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux has counted for one process so far, its ended threads included except where noted.
 *
 * @param cpuMicros user and system time
 * @param switches voluntary and involuntary context switches of the threads that still live
 * @param threads number of OS threads
 * @param rssKib resident memory
 */
record ProcessSample(long cpuMicros, long switches, int threads, long rssKib) {
  /** USER_HZ, the unit of times under /proc, is 100 on all that run both Linux and Java. */
  static final long MICROS_PER_TICK = 10_000;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  static ProcessSample of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    // The name of the program, in parentheses, may contain anything: count from behind it.
    String stat = Files.readString(folder.resolve("stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    int threads = Integer.parseInt(fields.get(17));
    long rssKib = numberBehind("VmRSS:", Files.readString(folder.resolve("status")));
    return new ProcessSample(
        ticks * MICROS_PER_TICK, switches(folder.resolve("task")), threads, rssKib);
  }

  /** Counts this process's OS threads, with less work than for a sample. */
  static int ownThreads() throws IOException {
    return (int) numberBehind("\nThreads:", Files.readString(Path.of("/proc/self/status")));
  }

  private static long switches(Path tasks) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(tasks)) {
      for (Path task : stream) {
        try {
          String status = Files.readString(task.resolve("status"));
          sum +=
              numberBehind("\nvoluntary_ctxt_switches:", status)
                  + numberBehind("\nnonvoluntary_ctxt_switches:", status);
        } catch (NoSuchFileException e) {
          // The thread has ended meanwhile.
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return sum;
  }

  private static long numberBehind(String key, String text) {
    Matcher number = NUMBER.matcher(text);
    int at = text.indexOf(key);
    if (at < 0 || !number.find(at)) {
      throw new IllegalStateException("no " + key.strip() + " in " + text);
    }
    return Long.parseLong(number.group());
  }
}
