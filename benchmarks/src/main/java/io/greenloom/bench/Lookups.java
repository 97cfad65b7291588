package io.greenloom.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks many names up at once, each on a thread of its own, and in each pass others. Prints one
 * line of {@code key=value} pairs about the passes behind the warm-up.
 */
public final class Lookups {
  private final ThreadSource source;
  private final int count;

  /** How long each took in a pass; each element is written by one thread. */
  private final long[] nanosOf;

  private final Latencies latencies = new Latencies();
  private final PeakThreads peakThreads = new PeakThreads();
  private final AtomicInteger errors = new AtomicInteger();
  private int nextName;

  private Lookups(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.count = options.number("--count");
    this.nanosOf = new long[count];
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --warmup PASSES --passes N}
   * @throws InterruptedException never
   * @throws IOException if Linux does not tell about this process
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    Lookups program = new Lookups(options);
    for (int i = options.number("--warmup"); i > 0; i--) {
      program.pass();
    }
    long pid = ProcessHandle.current().pid();
    int passes = options.number("--passes");
    long nanos = 0;
    long cpuMicros = 0;
    for (int i = 0; i < passes; i++) {
      System.gc(); // which is not to happen while all wait
      long before = ProcessSample.of(pid).cpuMicros();
      long start = System.nanoTime();
      program.pass();
      nanos += System.nanoTime() - start;
      cpuMicros += ProcessSample.of(pid).cpuMicros() - before;
      program.record();
    }
    System.out.printf(
        "kind=%s wall_ms=%.1f cpu_ms=%.1f p50_ms=%.1f max_ms=%.1f os_threads=%d errors=%d%n",
        program.source.kind(),
        nanos / 1e6 / passes,
        cpuMicros / 1e3 / passes,
        program.latencies.percentile(0.5) / 1e6,
        program.latencies.maximum() / 1e6,
        program.peakThreads.peak(),
        program.errors.get());
  }

  private void pass() throws InterruptedException, IOException {
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int index = i;
      int name = nextName++;
      long start = System.nanoTime(); // a thread that cannot begin waits, too
      threads[i] = source.unstarted(() -> nanosOf[index] = lookUp(name) - start);
      threads[i].start();
    }
    peakThreads.join(threads);
  }

  /** Returns when it was done. */
  private long lookUp(int name) {
    try {
      TestNames.lookUp(name);
    } catch (IOException e) {
      if (errors.incrementAndGet() == 1) {
        System.err.println("Lookups: the first error was " + e);
      }
    }
    return System.nanoTime();
  }

  private void record() {
    for (long nanos : nanosOf) {
      latencies.record(nanos);
    }
  }
}
