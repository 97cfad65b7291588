package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.util.concurrent.TimeUnit;

/** A thread that sleeps a little again and again, and notes the longest time that this took. */
final class Ticker {
  private static final long PERIOD_MILLIS = 10;

  /** The longest gap, in milliseconds, that the output does not mention. */
  private static final long LIMIT_MILLIS = Long.getLong("ticker.limit", 150);

  private final Thread thread = startDaemon("ticker", this::tick);
  private volatile boolean ended;
  private volatile long longest;
  private volatile int ticks;

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void tick() throws InterruptedException {
    long last = System.nanoTime();
    while (!ended) {
      Thread.sleep(PERIOD_MILLIS);
      long now = System.nanoTime();
      longest = Math.max(longest, now - last);
      last = now;
      ticks++;
    }
  }

  /** Waits until it has ticked twice, but not for ever. */
  void awaitTicks() throws InterruptedException {
    int seen = ticks;
    Steps.awaitTrue(() -> ticks - seen >= 2);
  }

  /** Ends it and returns the longest time from one tick to the next, in milliseconds. */
  private long end() throws InterruptedException {
    ended = true;
    join(thread);
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  /** Prints nothing if it has ticked all the time; ends it and returns the longest gap, in ms. */
  long report() throws InterruptedException {
    long gap = end();
    if (gap > LIMIT_MILLIS) {
      System.out.println("stopped ticking for " + gap + " ms");
    }
    return gap;
  }

  /** Like {@link Steps#step}, in a thread of its own, during which another one must go on. */
  static void ticking(String name, Steps.Step body) throws InterruptedException {
    Ticker ticker = new Ticker();
    startDaemon(name, () -> Steps.step(name, body)).join(); // however long it takes
    ticker.report();
  }
}
