package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls that block for some time, made by one thread each while another thread ticks. */
final class Blockers {
  /** For how long a call blocks: longer by far than the gap in the ticks that a test tolerates. */
  static final Duration LENGTH = Duration.ofSeconds(3);

  /** The same, in seconds, as shell scripts want it. */
  static final long SECONDS = LENGTH.toSeconds();

  /** The clocks of other processes and of timers are not quite the same. */
  private static final long LEAST_MILLIS = LENGTH.toMillis() - 100;

  private final List<Blocker> blockers = new ArrayList<>();

  /** One of them. */
  private static final class Blocker {
    private final String name;
    private final long leastMillis;
    private final Steps.Step body;
    private volatile String outcome = "has not ended";

    Blocker(String name, long leastMillis, Steps.Step body) {
      this.name = name;
      this.leastMillis = leastMillis;
      this.body = body;
    }

    Thread begin() {
      return startDaemon(name, this::run);
    }

    private void run() {
      long start = System.nanoTime();
      String result = Steps.outcome(body);
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      outcome = took >= leastMillis ? result : result + ", after no more than " + took + " ms";
    }

    void print() {
      System.out.println(name + ": " + outcome);
    }
  }

  /** Adds a call that lasts for {@link #LENGTH} at least, or has not blocked. */
  void add(String name, Steps.Step body) {
    blockers.add(new Blocker(name, LEAST_MILLIS, body));
  }

  /** Adds a call that nothing can slow down. */
  void addQuick(String name, Steps.Step body) {
    blockers.add(new Blocker(name, 0, body));
  }

  /** Makes all calls at a time; each begins when the ticker has noticed the one before. */
  void together() throws InterruptedException {
    Ticker ticker = new Ticker();
    List<Thread> threads = new ArrayList<>();
    for (Blocker blocker : blockers) {
      threads.add(blocker.begin());
      ticker.awaitTicks();
    }
    try {
      join(threads.toArray(Thread[]::new));
    } finally {
      blockers.forEach(Blocker::print);
      ticker.report();
    }
  }

  /** Makes one call after the other, whose name contains a text, and lists the gaps. */
  void apart(String part) throws InterruptedException {
    for (Blocker blocker : blockers) {
      if (blocker.name.contains(part)) {
        Ticker ticker = new Ticker();
        join(blocker.begin());
        blocker.print();
        System.err.printf("%5d ms  %s%n", ticker.report(), blocker.name);
      }
    }
  }
}
