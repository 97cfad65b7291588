package io.greenloom.sample;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a child process took from start to exit.
 *
 * @param exitCode the child's exit code
 * @param wallMillis wall time in milliseconds
 * @param cpuMillis user and system time in milliseconds
 * @param peakThreads the most threads of the operating system at a time, sampled
 * @param peakRssKilobytes the largest resident set in units of 1,024 bytes
 */
record Measurement(
    int exitCode,
    long wallMillis,
    OptionalLong cpuMillis,
    OptionalLong peakThreads,
    OptionalLong peakRssKilobytes) {

  private static final long SAMPLE_MILLIS = 10;

  /** Starts a process and watches it to its end; no other child may end meanwhile. */
  static Measurement of(ProcessBuilder builder) throws IOException, InterruptedException {
    OptionalLong cpuBefore = ProcFile.endedChildrenCpuMillis();
    OptionalLong threads = OptionalLong.empty();
    OptionalLong rss = OptionalLong.empty();
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      do {
        threads = larger(threads, ProcFile.status(process.pid(), "Threads"));
        rss = larger(rss, ProcFile.status(process.pid(), "VmHWM"));
      } while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS));
    } finally {
      process.destroyForcibly();
    }
    long wall = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    OptionalLong cpuAfter = ProcFile.endedChildrenCpuMillis();
    OptionalLong cpu =
        cpuBefore.isPresent() && cpuAfter.isPresent()
            ? OptionalLong.of(cpuAfter.getAsLong() - cpuBefore.getAsLong())
            : OptionalLong.empty();
    return new Measurement(process.exitValue(), wall, cpu, threads, rss);
  }

  private static OptionalLong larger(OptionalLong known, OptionalLong seen) {
    return seen.isEmpty() || seen.getAsLong() < known.orElse(0) ? known : seen;
  }
}
