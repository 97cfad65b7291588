package io.greenloom.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Looks every 20 ms, while it waits for threads, how many OS threads this process has. */
final class PeakThreads {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private long lastLook = System.nanoTime();
  private int peak;

  /** To be called by the main thread, which the agent has come too late for. */
  void join(Thread[] threads) throws InterruptedException, IOException {
    for (Thread thread : threads) {
      do {
        thread.join(TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS));
        look();
      } while (thread.isAlive());
    }
  }

  int peak() {
    return peak;
  }

  private void look() throws IOException {
    long now = System.nanoTime();
    if (now - lastLook > LOOK_NANOS) {
      peak = Math.max(peak, ProcessSample.ownThreads());
      lastLook = now;
    }
  }
}
