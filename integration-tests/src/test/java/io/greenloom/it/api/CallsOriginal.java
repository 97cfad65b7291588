package io.greenloom.it.api;

import io.greenloom.Monkey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls what the JDK does without patches; prints the same with and without Greenloom. */
public final class CallsOriginal {
  private CallsOriginal() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Thread thread = Monkey.originalThread(() -> System.out.println("thread: " + isOsThread()));
    System.out.println("state: " + thread.getState() + " " + thread.isDaemon());
    thread.start();
    thread.join();
    try (ExecutorService pool = Executors.newFixedThreadPool(1, Monkey::originalThread)) {
      System.out.println("pool: " + pool.submit(CallsOriginal::isOsThread).get());
    }
    inThread(CallsOriginal::calls);
    inThread(CallsOriginal::othersGoOn);
    inThread(CallsOriginal::isInterrupted);
  }

  private static void inThread(Callable<String> body) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.out.println(body.call());
              } catch (Exception e) {
                System.out.println("failed: " + e);
              }
            },
            "caller");
    thread.start();
    thread.join();
  }

  /** Whether the current thread is one that the system knows by its id. */
  private static boolean isOsThread() {
    try {
      String self = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
      String name = Files.readString(Path.of("/proc/self/task", self, "comm")).strip();
      return !name.startsWith("greenloom") && !Thread.currentThread().isVirtual();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String calls() throws Exception {
    String failure = "none";
    try {
      Object ignored =
          Monkey.original(() -> {
            throw new IOException("as it is");
          });
    } catch (IOException e) {
      failure = e.toString();
    }
    try {
      Object ignored =
          Monkey.original(() -> {
            throw new StackOverflowError("this too");
          });
    } catch (StackOverflowError e) {
      failure += ", " + e.getMessage();
    }
    return "call: " + Monkey.original(CallsOriginal::isOsThread) + ", " + failure;
  }

  private static String othersGoOn() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    Thread ticker =
        new Thread(() -> {
          while (ticks.get() >= 0) {
            int ignored = ticks.incrementAndGet();
            try {
              TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
              return;
            }
          }
        });
    ticker.start();
    int meanwhile =
        Monkey.original(() -> {
          int before = ticks.get();
          Thread.sleep(500);
          return ticks.get() - before;
        });
    ticker.interrupt();
    ticker.join();
    return "others go on: " + (meanwhile > 10);
  }

  private static String isInterrupted() throws Exception {
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(() -> {
          try {
            Thread.sleep(200);
          } catch (InterruptedException e) {
            return;
          }
          caller.interrupt();
        });
    interrupter.start();
    String outcome = "nothing";
    try {
      Monkey.original(() -> {
        Thread.sleep(20_000);
        return null;
      });
    } catch (InterruptedException e) {
      outcome = e.getMessage();
    }
    return "interrupted: " + outcome + " " + caller.isInterrupted();
  }
}
