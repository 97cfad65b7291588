package io.greenloom.it.api;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Can be asked from outside until its standard input ends: a thread parks, and another holds its
 * carrier in native code if there is a FIFO, given as argument, without a writer.
 */
public final class Asked {
  private Asked() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    start(
        "asked-parked",
        () -> {
          begun.countDown();
          while (true) {
            LockSupport.park();
          }
        });
    begun.await();
    if (args.length > 0) {
      start("asked-native", () -> open(args[0]));
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // until the end
    }
    System.exit(0); // whatever is blocked
  }

  private static void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void open(String fifo) {
    try (FileInputStream in = new FileInputStream(fifo)) {
      System.out.println(in.read());
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
