package io.greenloom.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run over a list of URLs: hands them out, fetches and reports. How the fetches run side by
 * side, in threads or in greenlets, is the caller's business. Any thread may use it.
 */
final class FetchRun implements AutoCloseable {

  /** What is done with one URL. */
  @FunctionalInterface
  interface Fetch {
    void run() throws IOException;
  }

  private final List<String> urls;
  private final Duration timeout;
  private final Semaphore slots;
  private final UrlOpener opener;
  private final Report report;
  private final @Nullable MockServer server;
  private final long deadline;

  FetchRun(List<String> urls, Duration timeout, int slots, UrlOpener opener, Report report) {
    this(urls, timeout, slots, opener, report, null);
  }

  FetchRun(
      List<String> urls,
      Duration timeout,
      int slots,
      UrlOpener opener,
      Report report,
      @Nullable MockServer server) {
    this.urls = urls;
    this.timeout = timeout;
    this.slots = new Semaphore(slots);
    this.opener = opener;
    this.report = report;
    this.server = server;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /**
   * The URLs, to be iterated over once: each step waits until {@code --concurrency} allows another
   * fetch, and the timeout ends the iteration. Every URL must go to {@link #attempt}.
   */
  Iterable<String> urls() {
    return () -> new Admission(urls.iterator());
  }

  /** What is left of the timeout; zero when it is over. */
  Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, nanosLeft()));
  }

  /** Runs {@code fetch} and counts {@code url} as fetched, or reports why it failed. */
  void attempt(String url, Fetch fetch) {
    try {
      fetch.run();
      report.fetched(url);
    } catch (Exception | OutOfMemoryError e) {
      report.failed(url, Failures.describe(e));
    } finally {
      slots.release();
    }
  }

  /** Returns the body of {@code url}, waiting for it. */
  byte[] urlopen(String url) throws IOException {
    return opener.read(url);
  }

  /** Prints a line on standard output, unless {@code --quiet} or the run is over. */
  void println(String line) {
    report.println(line);
  }

  /** Ends the run: reports the unfinished URLs and the summary, and returns the exit code. */
  int finish() {
    return report.finish(timeout);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }

  private long nanosLeft() {
    return deadline - System.nanoTime();
  }

  private final class Admission implements Iterator<String> {

    private final Iterator<String> rest;
    private boolean admitted;

    Admission(Iterator<String> rest) {
      this.rest = rest;
    }

    @Override
    public boolean hasNext() {
      try {
        admitted =
            rest.hasNext() && (admitted || slots.tryAcquire(nanosLeft(), TimeUnit.NANOSECONDS));
        return admitted;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      admitted = false;
      return rest.next();
    }
  }
}
