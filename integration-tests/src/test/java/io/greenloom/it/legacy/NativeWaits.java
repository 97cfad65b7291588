package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not leave the processor by themselves, or wait where nothing can be polled. */
@SuppressWarnings("ThreadPriorityCheck")
public final class NativeWaits {
  private NativeWaits() {}

  /** Its initializer waits for another thread. */
  private static final class SlowlyInitialized {
    static final CountDownLatch BEGUN = new CountDownLatch(1);

    private static final class Holder {
      static final int VALUE = compute();

      private static int compute() {
        BEGUN.countDown();
        try {
          Thread.sleep(200);
        } catch (InterruptedException e) {
          return -1;
        }
        return 42;
      }
    }
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    step("a thread that spins", NativeWaits::spin);
    step(
        "a thread that spins and yields",
        () -> {
          AtomicBoolean end = new AtomicBoolean();
          Thread spinner =
              startDaemon(
                  "spinner",
                  () -> {
                    while (!end.get()) {
                      Thread.yield();
                    }
                  });
          Thread ender =
              startDaemon(
                  "ender",
                  () -> {
                    Thread.sleep(50);
                    end.set(true);
                  });
          join(spinner, ender);
          return "ended";
        });
    step(
        "class initialization",
        () -> {
          AtomicInteger sum = new AtomicInteger();
          Thread[] threads = new Thread[10];
          for (int i = 0; i < threads.length; i++) {
            threads[i] =
                startDaemon("initializing", () -> sum.addAndGet(SlowlyInitialized.Holder.VALUE));
          }
          Steps.await(SlowlyInitialized.BEGUN);
          join(threads);
          return sum;
        });
    step(
        "native frame below a wait",
        () -> {
          Integer[] numbers = {3, 1, 2};
          Thread thread =
              startDaemon(
                  "sorting",
                  () ->
                      NativeWaits.class
                          .getDeclaredMethod("sortSlowly", Integer[].class)
                          .invoke(null, (Object) numbers));
          join(thread);
          return List.of(numbers);
        });
    processes();
    files();
    step(
        "look-ups",
        () -> {
          AtomicInteger found = new AtomicInteger();
          Thread[] threads = new Thread[20];
          for (int i = 0; i < threads.length; i++) {
            threads[i] =
                startDaemon(
                    "look-up",
                    () -> {
                      if (InetAddress.getByName("localhost").isLoopbackAddress()) {
                        found.incrementAndGet();
                      }
                    });
          }
          join(threads);
          return found;
        });
    step(
        "standard input",
        () -> {
          int[] read = new int[1];
          join(startDaemon("reader", () -> read[0] = System.in.readAllBytes().length));
          return read[0];
        });
  }

  private static Object spin() throws InterruptedException {
    AtomicBoolean end = new AtomicBoolean();
    AtomicInteger ticks = new AtomicInteger();
    Thread[] spinners = new Thread[2];
    for (int i = 0; i < spinners.length; i++) {
      spinners[i] =
          startDaemon(
              "spinner",
              () -> {
                while (!end.get()) {
                  Thread.onSpinWait();
                }
              });
    }
    Thread ticker =
        startDaemon(
            "ticker",
            () -> {
              while (ticks.incrementAndGet() < 20) {
                Thread.sleep(1);
              }
              end.set(true);
            });
    join(spinners);
    join(ticker);
    return ticks;
  }

  static void sortSlowly(Integer[] numbers) {
    java.util.Arrays.sort(
        numbers,
        (a, b) -> {
          try {
            Thread.sleep(5);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return a - b;
        });
  }

  private static void processes() {
    step(
        "processes",
        () -> {
          AtomicInteger ended = new AtomicInteger();
          AtomicInteger ticks = new AtomicInteger();
          CountDownLatch all = new CountDownLatch(5);
          for (int i = 0; i < 5; i++) {
            startDaemon(
                "waiting",
                () -> {
                  Process process = new ProcessBuilder("sleep", "0.3").start();
                  ended.addAndGet(process.waitFor() + 1);
                  all.countDown();
                });
          }
          Thread ticker =
              startDaemon(
                  "ticker",
                  () -> {
                    while (!all.await(10, TimeUnit.MILLISECONDS)) {
                      ticks.incrementAndGet();
                    }
                  });
          join(ticker);
          return ended + " " + (ticks.get() > 2);
        });
    step(
        "output of processes",
        () -> {
          try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            var first = pool.submit(() -> output("sleep 0.2; echo first"));
            var second = pool.submit(() -> output("echo second; exit 4"));
            return first.get() + second.get();
          }
        });
    step(
        "talking to a process",
        () -> {
          String[] answer = new String[1];
          join(startDaemon("talking", () -> answer[0] = talk()));
          return answer[0];
        });
  }

  private static String output(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    try (InputStream in = process.getInputStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      return text + " " + process.waitFor() + " ";
    }
  }

  private static String talk() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("cat").start();
    StringBuilder heard = new StringBuilder();
    for (String line : List.of("one\n", "two\n")) {
      process.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      byte[] back = process.getInputStream().readNBytes(line.length());
      heard.append(new String(back, StandardCharsets.US_ASCII).strip()).append(' ');
    }
    process.getOutputStream().close();
    return heard.toString() + process.waitFor();
  }

  private static void files() {
    step(
        "files",
        () -> {
          Path file = Files.createTempFile("waits", ".bin");
          try {
            AtomicInteger sum = new AtomicInteger();
            Files.write(file, new byte[100_000]);
            Thread[] threads = new Thread[20];
            for (int i = 0; i < threads.length; i++) {
              threads[i] =
                  startDaemon("reader", () -> sum.addAndGet(Files.readAllBytes(file).length));
            }
            join(threads);
            return sum;
          } finally {
            Files.delete(file);
          }
        });
  }
}
