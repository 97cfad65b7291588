package io.greenloom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Threads that spin until another one, which sleeps first, lets them go. Prints one line of {@code
 * key=value} pairs about how long that took, which is no less than it sleeps.
 */
public final class Spinners {
  private static final int SLEEP_MILLIS = 50;

  /** Those who were let go end within less than this. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ThreadSource source;
  private final int count;
  private final boolean sleepsFirst;
  private final CountDownLatch letGo = new CountDownLatch(1);
  private volatile boolean done;

  /** When the sleeper let them go; 0 if it has not. */
  private volatile long end;

  private Spinners(ThreadSource source, int count, boolean sleepsFirst) {
    this.source = source;
    this.count = count;
    this.sleepsFirst = sleepsFirst;
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --sleeper first|last --passes N --limit
   *     MILLISECONDS}: after the limit the main thread lets them go, and no other pass comes
   * @throws InterruptedException never
   * @throws IOException if a thread goes on spinning, or the sleep was too short
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    Latencies latencies = new Latencies();
    boolean sleepsFirst = "first".equals(options.text("--sleeper"));
    int missed = 0;
    for (int i = options.number("--passes"); i > 0 && missed == 0; i--) {
      Duration limit = Duration.ofMillis(options.number("--limit"));
      long nanos = new Spinners(source, options.number("--count"), sleepsFirst).pass(limit);
      missed += nanos >= limit.toNanos() ? 1 : 0;
      latencies.record(nanos);
    }
    System.out.printf(
        "kind=%s p50_ms=%.1f max_ms=%.1f missed=%d%n",
        source.kind(), latencies.percentile(0.5) / 1e6, latencies.maximum() / 1e6, missed);
  }

  /**
   * Returns how long after the first start they were let go, in nanoseconds, the limit if it was
   * the main thread.
   */
  private long pass(Duration limit) throws InterruptedException, IOException {
    Thread[] spinners = new Thread[count];
    long start = System.nanoTime();
    Thread sleeper = sleepsFirst ? start(this::sleep) : null;
    for (int i = 0; i < count; i++) {
      spinners[i] = start(this::spin);
    }
    if (sleeper == null) {
      sleeper = start(this::sleep);
    }
    boolean inTime = letGo.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    done = true;
    end(sleeper);
    for (Thread spinner : spinners) {
      end(spinner);
    }
    long nanos = end - start;
    if (nanos < TimeUnit.MILLISECONDS.toNanos(SLEEP_MILLIS)) {
      throw new IOException("a sleep of " + SLEEP_MILLIS + " ms took " + nanos + " ns");
    }
    return inTime ? nanos : limit.toNanos();
  }

  private Thread start(Runnable task) {
    Thread thread = source.unstarted(task);
    thread.setDaemon(true); // lest one that never ends keeps the JVM
    thread.start();
    return thread;
  }

  private static void end(Thread thread) throws InterruptedException, IOException {
    if (!thread.join(PATIENCE)) {
      throw new IOException("a thread has been let go and does not end");
    }
  }

  private void spin() {
    while (!done) {
      Thread.onSpinWait();
    }
  }

  private void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(SLEEP_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    end = System.nanoTime();
    done = true;
    letGo.countDown();
  }
}
