package io.greenloom.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after a thread began to block something else runs again on its hub: it wakes another
 * thread, which waits for the hub then, and blocks. Prints one line of {@code key=value} pairs.
 */
public final class HandOffLatency {
  private static final int PAUSE_MILLIS = 40;

  /** More than the time between two looks of whoever watches the hub. */
  private static final int PAUSE_SPREAD_MICROS = 20_000;

  /** These come before the measurement, to load classes and start threads. */
  private static final int WARMUP = 5;

  private final ThreadSource source;
  private final Blocker blocker;
  private final int incidents;
  private final Thread woken;
  private final Latencies latencies = new Latencies();

  /** The number of the incident that the other thread is to see. */
  private volatile int begun;

  /** The number of the incident that it has seen last, and when. */
  private volatile int seen;

  private volatile long seenAt;

  private HandOffLatency(Options options) throws IOException, InterruptedException {
    this.source = ThreadSource.of(options.text("--threads"));
    this.incidents = options.number("--incidents");
    this.blocker =
        Blockers.of(
            options.text("--blocker"),
            Path.of(options.text("--folder")),
            options.number("--millis"));
    this.woken = source.unstarted(this::see);
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --blocker NAME --folder FOLDER --millis N
   *     --incidents N}; the blocker has to be one that ends by itself
   * @throws Exception if the blocker cannot do what it is to
   */
  public static void main(String[] args) throws Exception {
    HandOffLatency program = new HandOffLatency(Options.of(args));
    String kind = program.source.kind();
    Thread blocked = program.source.unstarted(program::run);
    program.woken.start();
    blocked.start();
    blocked.join();
    program.woken.join();
    if (program.latencies.count() < program.incidents) {
      throw new IOException("only " + program.latencies.count() + " incidents");
    }
    System.out.printf(
        "kind=%s p50_ms=%.2f p90_ms=%.2f max_ms=%.2f%n",
        kind,
        program.latencies.percentile(0.5) / 1e6,
        program.latencies.percentile(0.9) / 1e6,
        program.latencies.maximum() / 1e6);
  }

  private void run() {
    Random random = new Random(1);
    try {
      for (int i = 1; i <= WARMUP + incidents; i++) {
        // At any time between two looks.
        TimeUnit.MICROSECONDS.sleep(PAUSE_MILLIS * 1_000 + random.nextInt(PAUSE_SPREAD_MICROS));
        long start = System.nanoTime();
        begun = i;
        LockSupport.unpark(woken);
        blocker.block();
        while (seen < i) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        if (i > WARMUP) {
          latencies.record(seenAt - start);
        }
      }
    } catch (Exception e) {
      System.err.println("HandOffLatency: " + e);
    }
    begun = -1;
    LockSupport.unpark(woken);
  }

  private void see() {
    while (begun >= 0) {
      if (begun > seen) {
        seenAt = System.nanoTime();
        seen = begun;
      } else {
        LockSupport.park();
      }
    }
  }
}
