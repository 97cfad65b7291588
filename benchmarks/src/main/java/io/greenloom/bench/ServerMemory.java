package io.greenloom.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What memory a server's process holds for something that it is made to have many of. */
final class ServerMemory {
  /**
   * The serial collector leaves dead objects in place, up to 5 % of the heap, but in each fourth.
   */
  private static final int COLLECTIONS = 4;

  private static final Pattern USED =
      Pattern.compile(
          "^ *(?:DefNew|Tenured|def new.*|tenured.*) total \\d+K, used (\\d+)K",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final long pid;
  private final String jcmd;

  /**
   * Prepares for looking at a process.
   *
   * @param jcmd empty if the process is no JVM
   */
  ServerMemory(long pid, String jcmd) {
    this.pid = pid;
    this.jcmd = jcmd;
  }

  /** What brings the many things into being. */
  @FunctionalInterface
  interface Growth {
    List<?> grow() throws IOException;
  }

  String growthPer(int count, Growth growth) throws IOException, InterruptedException {
    long heapBefore = heapBytes();
    long rssBefore = ProcessSample.of(pid).rssKib();
    growth.grow();
    long heapAfter = heapBytes();
    long rssAfter = ProcessSample.of(pid).rssKib();
    String result =
        String.format(
            Locale.ROOT, " rss_bytes_per_idle=%.0f", (rssAfter - rssBefore) * 1024.0 / count);
    return jcmd.isEmpty()
        ? result
        : result
            + String.format(
                Locale.ROOT,
                " heap_bytes_per_idle=%.0f",
                (double) (heapAfter - heapBefore) / count);
  }

  /** Returns what is alive on the heap, after collections. */
  private long heapBytes() throws IOException, InterruptedException {
    if (jcmd.isEmpty()) {
      return 0;
    }
    for (int i = 0; i < COLLECTIONS; i++) {
      tell("GC.run");
    }
    return USED.matcher(tell("GC.heap_info"))
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
        .sum();
  }

  private String tell(String command) throws IOException, InterruptedException {
    return Programs.output(jcmd, Long.toString(pid), command);
  }
}
