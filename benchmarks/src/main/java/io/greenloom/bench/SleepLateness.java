package io.greenloom.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * How late many sleeping threads wake up, and how many OS threads that takes. Prints a line of
 * {@code key=value} pairs for each pass; the first one is that of a cold JVM.
 */
public final class SleepLateness {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ThreadSource source;
  private final Thread[] threads;
  private final int sleeps;
  private final int millis;

  /** How much longer than asked each sleep took; each element is written by one thread. */
  private final long[] lateness;

  private long lastLook;
  private int peakOsThreads;

  private SleepLateness(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.threads = new Thread[options.number("--count")];
    this.sleeps = options.number("--sleeps");
    this.millis = options.number("--millis");
    this.lateness = new long[threads.length * sleeps];
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --sleeps N --millis N --passes N}
   * @throws InterruptedException never
   * @throws IOException if Linux does not tell about this process
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    int passes = options.number("--passes");
    // Another object for each pass, lest a thread left from one writes into the next.
    long pid = ProcessHandle.current().pid();
    for (int i = 1; i <= passes; i++) {
      SleepLateness program = new SleepLateness(options);
      System.gc(); // a collection during the pass would be the lateness of all threads
      long before = ProcessSample.of(pid).cpuMicros();
      long start = System.nanoTime();
      program.run();
      double wallMillis = (System.nanoTime() - start) / 1e6;
      double cpuMicros = ProcessSample.of(pid).cpuMicros() - before;
      System.out.printf(
          "kind=%s pass=%d wall_ms=%.0f cpu_us=%.3f %s%n",
          program.source.kind(),
          i,
          wallMillis,
          cpuMicros / program.lateness.length,
          program.result());
    }
  }

  private void run() throws InterruptedException, IOException {
    for (int i = 0; i < threads.length; i++) {
      int first = i * sleeps;
      threads[i] = source.unstarted(() -> sleep(first));
      threads[i].start();
      look();
    }
    for (Thread thread : threads) {
      do {
        thread.join(TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS));
        look();
      } while (thread.isAlive());
    }
  }

  private void sleep(int first) {
    try {
      for (int i = first; i < first + sleeps; i++) {
        long start = System.nanoTime();
        Thread.sleep(millis);
        lateness[i] = System.nanoTime() - start - TimeUnit.MILLISECONDS.toNanos(millis);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On the main thread, which the agent has come too late for. */
  private void look() throws IOException {
    long now = System.nanoTime();
    if (now - lastLook > LOOK_NANOS) {
      peakOsThreads = Math.max(peakOsThreads, ProcessSample.ownThreads());
      lastLook = now;
    }
  }

  private String result() {
    Latencies latencies = new Latencies();
    long early = 0;
    long late = 0;
    for (long nanos : lateness) {
      early += nanos < 0 ? 1 : 0;
      late += nanos >= LATE_NANOS ? 1 : 0;
      latencies.record(Math.max(0, nanos));
    }
    return String.format(
        "os_threads=%d early=%d late_percent=%.3f p50_ms=%.3f p99_ms=%.3f max_ms=%.3f",
        peakOsThreads,
        early,
        100.0 * late / lateness.length,
        latencies.percentile(0.5) / 1e6,
        latencies.percentile(0.99) / 1e6,
        latencies.maximum() / 1e6);
  }
}
