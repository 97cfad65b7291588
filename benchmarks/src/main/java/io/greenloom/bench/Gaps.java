package io.greenloom.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long other threads stand still while one is blocked: the longest time between two ticks of a
 * {@link Ticker}. Prints one line of {@code key=value} pairs.
 */
public final class Gaps {
  /** For the ticker, before and after: a thread that comes back must not stop it either. */
  private static final int SETTLE_MILLIS = 300;

  /** Those who were let go are late by less than this. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ThreadSource source;
  private final Blocker blocker;
  private final int millis;
  private volatile long blockedNanos = -1;

  private Gaps(Options options) throws IOException, InterruptedException {
    this.source = ThreadSource.of(options.text("--threads"));
    this.millis = options.number("--millis");
    this.blocker =
        Blockers.of(options.text("--blocker"), Path.of(options.text("--folder")), millis);
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --blocker NAME --folder FOLDER --millis N}; the
   *     folder is for files
   * @throws Exception if the blocker cannot do what it is to
   */
  public static void main(String[] args) throws Exception {
    new Gaps(Options.of(args)).run();
  }

  private void run() throws Exception {
    String kind = source.kind();
    Ticker ticker = new Ticker(source);
    ticker.start();
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    Thread thread = source.unstarted(this::block);
    long start = System.nanoTime();
    thread.start();
    blocker.hold(millis);
    if (!thread.join(PATIENCE)) {
      System.err.println("Gaps: the thread is still blocked.");
      Runtime.getRuntime().halt(1);
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    long end = System.nanoTime();
    ticker.stop();
    requireBlocked();
    System.out.printf(
        "kind=%s longest_gap_ms=%.1f blocked_ms=%.0f%n",
        kind, ticker.longestGap(start, end) / 1e6, blockedNanos / 1e6);
  }

  private void block() {
    long start = System.nanoTime();
    try {
      blocker.block();
      blockedNanos = System.nanoTime() - start;
    } catch (Exception e) {
      System.err.println("Gaps: " + e);
    }
  }

  /** Whoever was not blocked for most of the time has measured something else. */
  private void requireBlocked() throws IOException {
    if (blockedNanos < TimeUnit.MILLISECONDS.toNanos(millis) * 9 / 10) {
      throw new IOException("the thread was blocked for only " + blockedNanos + " ns");
    }
  }
}
