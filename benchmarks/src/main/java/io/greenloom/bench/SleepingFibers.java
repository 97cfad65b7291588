package io.greenloom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * Greenlets, or virtual threads, that all sleep again and again for the same time. Prints one line
 * of {@code key=value} pairs: the medians of the passes, before which there is one that does not
 * count.
 */
public final class SleepingFibers {
  private final Fibers fibers;
  private final int count;
  private final int sleeps;
  private final Duration time;

  /** Touched on the only hub, one after the other. */
  private int slept;

  private SleepingFibers(Options options) {
    this.fibers = FiberKind.valueOf(options.text("--kind")).fibers();
    this.count = options.number("--count");
    this.sleeps = options.number("--sleeps");
    this.time = Duration.ofMillis(options.number("--millis"));
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --kind VIRTUAL|GREENLET --count N --sleeps N --millis N --passes N}
   * @throws InterruptedException never
   * @throws ExecutionException if they were not what was asked for, or have not slept
   * @throws IOException if Linux does not tell about this process
   */
  public static void main(String[] args)
      throws InterruptedException, ExecutionException, IOException {
    Options options = Options.of(args);
    SleepingFibers program = new SleepingFibers(options);
    program.pass();
    long pid = ProcessHandle.current().pid();
    int passes = options.number("--passes");
    double[] wallMillis = new double[passes];
    double[] cpuMillis = new double[passes];
    for (int i = 0; i < passes; i++) {
      System.gc(); // not in the pass
      long before = ProcessSample.of(pid).cpuMicros();
      wallMillis[i] = program.pass() / 1e6;
      cpuMillis[i] = (ProcessSample.of(pid).cpuMicros() - before) / 1e3;
    }
    System.out.printf(
        Locale.ROOT,
        "kind=%s wall_ms=%.2f cpu_ms=%.1f%n",
        options.text("--kind").toLowerCase(Locale.ROOT),
        median(wallMillis),
        median(cpuMillis));
  }

  /** Returns how many nanoseconds it took. */
  private long pass() throws InterruptedException, ExecutionException {
    return fibers.call(() -> {
      slept = 0;
      long start = System.nanoTime();
      fibers.runAll(count, this::sleep);
      long nanos = System.nanoTime() - start;
      if (slept != count * sleeps || nanos < time.toNanos() * sleeps) {
        throw new IllegalStateException(slept + " sleeps in " + nanos + " ns");
      }
      return nanos;
    });
  }

  private void sleep() throws InterruptedException {
    for (int i = 0; i < sleeps; i++) {
      fibers.sleep(time);
      slept++;
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
  }
}
