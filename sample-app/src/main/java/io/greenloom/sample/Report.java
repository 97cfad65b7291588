package io.greenloom.sample;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Prints what becomes of the URLs, one whole line at a time, and counts. Once {@link #finish} has
 * been called, latecomers are ignored. Any thread may use it.
 */
final class Report {

  private static final int PROGRESS_FROM = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final PrintStream out;
  private final PrintStream err;
  private final boolean quiet;
  private final int total;
  private final long start = System.nanoTime();
  private final @Nullable ProgressBar bar;

  /** How often each URL is still to come, in the order given; guarded by the lock, as all below. */
  private final Map<String, Integer> open = new LinkedHashMap<>();

  private int fetched;
  private int failed;
  private boolean finished;

  Report(List<String> urls, boolean quiet, PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
    this.total = urls.size();
    this.bar = total > PROGRESS_FROM && Terminal.isInteractive() ? new ProgressBar(err) : null;
    urls.forEach(url -> open.merge(url, 1, Integer::sum));
  }

  /** Prints a line on standard output, unless quiet. */
  void println(String line) {
    if (quiet) {
      return;
    }
    update(() -> print(out, line));
  }

  /** Counts a URL as fetched. */
  void fetched(String url) {
    update(() -> {
      settle(url);
      fetched++;
    });
  }

  /** Counts a URL as failed and says why in one clause. */
  void failed(String url, String clause) {
    update(() -> {
      settle(url);
      fail(url, clause);
    });
  }

  /** Reports what is still open after {@code timeout} and the summary; returns the exit code. */
  int finish(Duration timeout) {
    update(() -> {
      finished = true;
      String clause = "not finished within " + Durations.format(timeout);
      open.forEach((url, times) -> {
        for (int i = 0; i < times; i++) {
          fail(url, clause);
        }
      });
      if (bar != null) {
        bar.erase();
      }
      if (quiet || total > 1) {
        double seconds = (System.nanoTime() - start) / 1e9;
        print(err, summary(seconds));
      }
    });
    return failed == 0 ? 0 : 1;
  }

  private String summary(double seconds) {
    return String.format(Locale.ROOT, "%d of %d URLs fetched in %.2f s", fetched, total, seconds);
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      if (!finished) {
        change.run();
        if (bar != null && !finished) {
          bar.show(fetched + failed, total);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void settle(String url) {
    open.computeIfPresent(url, (key, times) -> times == 1 ? null : times - 1);
  }

  private void fail(String url, String clause) {
    failed++;
    print(err, url + ": failed: " + clause);
  }

  private void print(PrintStream stream, String line) {
    if (bar != null) {
      bar.erase();
    }
    stream.println(line);
  }
}
