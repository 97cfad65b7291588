package io.greenloom.sample.example;

import io.greenloom.AsyncResult;
import io.greenloom.Greenlet;
import io.greenloom.ThreadPool;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * gevent's {@code threadpool.py}: four calls that block an OS thread for one second, on the three
 * of a {@link ThreadPool}, take two seconds. It is for what cannot be patched, such as native code;
 * here it is {@code Thread.sleep}, which on a thread of the pool is the JDK's own. Greenlets run
 * meanwhile: one prints ticks.
 */
@Command(name = "threadpool", description = "Blocks OS threads while greenlets go on.")
final class NativeSleeps implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    Stopwatch time = new Stopwatch();
    Greenlet<?> ticker = Greenlet.spawn(() -> tick(time));
    try (ThreadPool pool = new ThreadPool(3)) {
      for (int number = 0; number < 4; number++) {
        AsyncResult<?> _ = pool.spawn(() -> Thread.sleep(Duration.ofSeconds(1)));
      }
    } // when it is closed they have ended
    ticker.kill();
    System.out.println("4 sleeps of 1 s on 3 threads should take about 2 s: " + time);
    return 0;
  }

  private static void tick(Stopwatch time) throws InterruptedException {
    while (true) {
      System.out.println("tick after " + time);
      Greenlet.sleep(Duration.ofMillis(250));
    }
  }
}
