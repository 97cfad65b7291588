package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many short tasks that are woken by sockets, by timers, by each other and by the end of others.
 */
public final class Exchanges {
  private static final int TASKS = 1_000;
  private static final int WORKERS = 100;
  private static final int ROUNDS = 5;

  private Exchanges() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    try (ServerSocket server = new ServerSocket(0, TASKS, InetAddress.getLoopbackAddress())) {
      startDaemon("acceptor", () -> accept(server));
      step("tasks", () -> exchange(server));
    }
    step("joins", Exchanges::endAndJoin);
  }

  private static String exchange(ServerSocket server) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    for (int i = 0; i < TASKS; i++) {
      workers.execute(() -> {
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
          ask(socket);
          done.incrementAndGet();
        } catch (IOException | InterruptedException e) {
          System.out.println("failed: " + Steps.describe(e));
        }
      });
    }
    workers.shutdown();
    boolean ended = workers.awaitTermination(60, TimeUnit.SECONDS);
    return done + " done, ended: " + ended;
  }

  private static void ask(Socket socket) throws IOException, InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      socket.getOutputStream().write(i);
      if (socket.getInputStream().read() != i) {
        throw new IOException("another answer than asked for");
      }
      Thread.sleep(1);
    }
  }

  private static void accept(ServerSocket server) throws IOException {
    for (int i = 0; i < TASKS; i++) {
      Socket socket = server.accept();
      startDaemon(
          "echo",
          () -> {
            try (socket) {
              for (int b = socket.getInputStream().read();
                  b >= 0;
                  b = socket.getInputStream().read()) {
                socket.getOutputStream().write(b);
              }
            }
          });
    }
  }

  private static String endAndJoin() throws InterruptedException {
    Thread[] threads = new Thread[WORKERS];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = start("sleeper", () -> Thread.sleep(5));
    }
    join(threads);
    return threads.length + " have ended";
  }
}
