package io.greenloom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * What it costs to start a thread that does nothing and to wait for its end: many at a time, or one
 * after the other. Prints one line of {@code key=value} pairs.
 */
public final class SpawnCost implements Runnable {
  private final ThreadSource source;
  private final Thread[] batch;
  private final int warmup;
  private final int seconds;

  private SpawnCost(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.batch = new Thread[options.number("--batch")];
    this.warmup = options.number("--warmup");
    this.seconds = options.number("--seconds");
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --starter main|thread --batch N --warmup SECONDS
   *     --seconds SECONDS}; the starter is the main thread or one of those that are measured
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws InterruptedException {
    Options options = Options.of(args);
    SpawnCost program = new SpawnCost(options);
    String starter = options.text("--starter");
    System.out.printf("kind=%s ", program.source.kind());
    if (starter.equals("main")) {
      program.run();
    } else {
      Thread thread = program.source.unstarted(program);
      thread.start();
      thread.join();
    }
  }

  @Override
  public void run() {
    try {
      startFor(warmup);
      ProcessSample before = ProcessSample.of(ProcessHandle.current().pid());
      long start = System.nanoTime();
      long threads = startFor(seconds);
      double nanos = System.nanoTime() - start;
      ProcessSample after = ProcessSample.of(ProcessHandle.current().pid());
      double cpuMicros = after.cpuMicros() - before.cpuMicros();
      System.out.printf(
          "threads=%d wall_us=%.4f cpu_us=%.4f%n",
          threads, nanos / 1000 / threads, cpuMicros / threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long startFor(int duration) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
    long threads = 0;
    while (System.nanoTime() - end < 0) {
      startBatch();
      threads += batch.length;
    }
    return threads;
  }

  private void startBatch() throws InterruptedException {
    for (int i = 0; i < batch.length; i++) {
      Thread thread = source.unstarted(() -> {});
      batch[i] = thread;
      thread.start();
    }
    for (Thread thread : batch) {
      thread.join();
    }
  }
}
