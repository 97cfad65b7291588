package io.greenloom.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many threads, or one, that sleep again and again for times drawn by lot, the same in each run.
 * Prints one line of {@code key=value} pairs about the passes behind the warm-up.
 */
public final class Sleepers {
  /** How a thread lets time pass. */
  private enum Call {
    SLEEP {
      @Override
      void pause(int micros) throws InterruptedException {
        Thread.sleep(micros / 1_000, micros % 1_000 * 1_000);
      }
    },

    PARK {
      @Override
      void pause(int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
      }
    };

    abstract void pause(int micros) throws InterruptedException;
  }

  private final ThreadSource source;
  private final Call call;
  private final int count;
  private final int sleeps;

  /** How long each sleep is to be. */
  private final int[] micros;

  /**
   * How much longer than asked each sleep of a pass took; each element is written by one thread.
   */
  private final long[] lateness;

  private final Latencies latencies = new Latencies();
  private final PeakThreads peakThreads = new PeakThreads();
  private long early;

  private Sleepers(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.call = Call.valueOf(options.text("--call"));
    this.count = options.number("--count");
    this.sleeps = options.number("--sleeps");
    this.micros = times(count * sleeps, options.number("--least"), options.number("--most"));
    this.lateness = new long[count * sleeps];
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --call SLEEP|PARK --count N --sleeps N --least
   *     MICROSECONDS --most MICROSECONDS --warmup PASSES --passes N}
   * @throws InterruptedException never
   * @throws IOException if Linux does not tell about this process
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    Sleepers program = new Sleepers(options);
    for (int i = options.number("--warmup"); i > 0; i--) {
      program.pass();
    }
    long pid = ProcessHandle.current().pid();
    int passes = options.number("--passes");
    long nanos = 0;
    long cpuMicros = 0;
    for (int i = 0; i < passes; i++) {
      System.gc(); // a collection during the pass would be the lateness of all threads
      long before = ProcessSample.of(pid).cpuMicros();
      long start = System.nanoTime();
      program.pass();
      nanos += System.nanoTime() - start;
      cpuMicros += ProcessSample.of(pid).cpuMicros() - before;
      program.record();
    }
    System.out.printf(
        "kind=%s wall_ms=%.2f cpu_ms=%.1f p50_us=%.1f p99_us=%.1f max_us=%.1f early=%d"
            + " os_threads=%d rss_kib=%d%n",
        program.source.kind(),
        nanos / 1e6 / passes,
        cpuMicros / 1e3 / passes,
        program.latencies.percentile(0.5) / 1e3,
        program.latencies.percentile(0.99) / 1e3,
        program.latencies.maximum() / 1e3,
        program.early,
        program.peakThreads.peak(),
        ProcessSample.of(pid).rssKib());
  }

  /** Draws times by a generator that is as simple in other languages. */
  private static int[] times(int count, int least, int most) {
    int[] times = new int[count];
    long random = 1;
    for (int i = 0; i < count; i++) {
      random = (random * 1_103_515_245 + 12_345) & Integer.MAX_VALUE;
      times[i] = least + (int) ((random >> 8) % (most - least + 1));
    }
    return times;
  }

  private void pass() throws InterruptedException, IOException {
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int first = i * sleeps;
      threads[i] = source.unstarted(() -> sleep(first));
      threads[i].start();
    }
    peakThreads.join(threads);
  }

  private void sleep(int first) {
    try {
      for (int i = first; i < first + sleeps; i++) {
        long start = System.nanoTime();
        call.pause(micros[i]);
        lateness[i] = System.nanoTime() - start - TimeUnit.MICROSECONDS.toNanos(micros[i]);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void record() {
    for (long nanos : lateness) {
      early += nanos < 0 ? 1 : 0;
      latencies.record(Math.max(0, nanos));
    }
  }
}
