package io.greenloom.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads what Linux tells about a process in /proc; empty where there is none. */
final class ProcFile {

  /** The unit of CPU times in /proc, 1/100 s on every Linux that runs a JDK. */
  private static final long TICK_MILLIS = 10;

  private static final int STAT_CHILDREN_USER = 13;
  private static final int STAT_CHILDREN_SYSTEM = 14;

  private ProcFile() {}

  /** Returns the number after {@code key} in the status file of {@code pid}. */
  static OptionalLong status(long pid, String key) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(key + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // no /proc, or the process has just ended
    }
  }

  /**
   * Returns the CPU time of all children of this process that have ended: the difference over the
   * life of one child is exactly that child's, its exit included.
   */
  static OptionalLong endedChildrenCpuMillis() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The second field, the program's name in parentheses, may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long user = Long.parseLong(fields[STAT_CHILDREN_USER]);
      long system = Long.parseLong(fields[STAT_CHILDREN_SYSTEM]);
      return OptionalLong.of((user + system) * TICK_MILLIS);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
