package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Hub;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Very many threads wait, and one ticks while all are dumped: by a platform thread, a green thread,
 * and a greenlet of the API. Prints what is in the dumps.
 */
public final class ParkedMany {
  private static final int THREADS = 50_000;

  private ParkedMany() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    CountDownLatch begun = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      start(
          "parked-" + i,
          () -> {
            begun.countDown();
            while (true) {
              LockSupport.park();
            }
          });
    }
    begun.await();
    AtomicBoolean dumped = new AtomicBoolean();
    long[] ticks = new long[1];
    Thread ticker = start("ticker", () -> tick(dumped, ticks));
    print("platform thread", Hub.dump());
    Thread green = start("green", () -> print("green thread", Hub.dump()));
    green.join();
    Greenlet.spawn(() -> print("greenlet", Hub.dump())).join();
    dumped.set(true);
    ticker.join();
    System.out.println("ticked: " + (ticks[0] > 10));
    System.exit(0);
  }

  private static Thread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void tick(AtomicBoolean end, long[] ticks) {
    while (!end.get()) {
      LockSupport.parkNanos(1_000_000);
      ticks[0]++;
    }
  }

  private static void print(String asked, String dump) {
    System.out.println(
        dump.lines()
            .filter(line -> line.startsWith("\"parked-0\"") || line.startsWith("and "))
            .map(line -> line.replaceAll(" #\\d+.*: ", ": "))
            .collect(Collectors.joining(", ", asked + ": ", "")));
  }
}
