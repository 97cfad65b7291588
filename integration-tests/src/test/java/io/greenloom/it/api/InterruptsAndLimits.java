package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Timeout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The application interrupts a thread, and a time limit of the thread is over as well, one before
 * the other or at once: the thread finds out about both, in every kind of wait.
 */
public final class InterruptsAndLimits {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(3);

  /** When the interrupt comes, after the limit if more than 0; null for never. */
  private static final Long[] DELAYS = {null, -2_000_000L, 1_500_000L, -300_000L, -50_000L, 0L};

  private static final int ROUNDS = 2;

  private static ServerSocket server;

  private InterruptsAndLimits() {}

  /** Something to wait in. */
  private interface Wait {
    void apply() throws Exception;
  }

  @SuppressWarnings({"WaitNotInLoop", "unused"}) // nobody signals them
  private static Map<String, Wait> waits() {
    ReentrantLock lock = new ReentrantLock();
    Object monitor = new Object();
    Map<String, Wait> waits = new LinkedHashMap<>();
    waits.put("sleep", () -> Thread.sleep(LONG));
    waits.put(
        "wait",
        () -> {
          synchronized (monitor) {
            monitor.wait(LONG.toMillis());
          }
        });
    waits.put(
        "await",
        () -> {
          lock.lockInterruptibly();
          try {
            lock.newCondition().await();
          } finally {
            lock.unlock();
          }
        });
    waits.put("take", () -> new LinkedBlockingQueue<>().take());
    waits.put("rendezvous", () -> new SynchronousQueue<>().take());
    waits.put("latch", () -> new CountDownLatch(1).await());
    waits.put("semaphore", () -> new Semaphore(0).acquire());
    waits.put("task", () -> new FutureTask<>(() -> null).get());
    waits.put("future", () -> new CompletableFuture<>().get(LONG.toSeconds(), TimeUnit.SECONDS));
    waits.put("barrier", () -> new CyclicBarrier(2).await());
    waits.put("join", InterruptsAndLimits::join);
    waits.put("park", InterruptsAndLimits::park);
    waits.put("read", InterruptsAndLimits::read);
    waits.put("select", InterruptsAndLimits::select);
    return waits;
  }

  private static void join() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread other =
        new Thread(() -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    other.start();
    try {
      other.join();
    } finally {
      end.countDown();
    }
  }

  /** A limit does not end it, nor does it make it go on early. */
  private static void park() {
    long end = System.nanoTime() + 2 * LIMIT;
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** That of a platform thread ends by itself only. */
  private static void read() throws IOException {
    try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket _ = server.accept()) {
      client.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(3 * LIMIT));
      int ignored = client.getInputStream().read();
    }
  }

  private static void select() throws IOException {
    try (Selector selector = Selector.open()) {
      selector.select(TimeUnit.NANOSECONDS.toMillis(3 * LIMIT));
    }
  }

  /** What the thread has found out. */
  private static final class Seen {
    boolean limit;
    boolean interrupt;
    boolean leftOver;
  }

  private static Seen observe(Wait wait, boolean isInterrupted, CountDownLatch interrupted)
      throws Exception {
    Seen seen = new Seen();
    try (Timeout limit = Timeout.start(Duration.ofNanos(LIMIT))) {
      try {
        wait.apply();
      } catch (Timeout e) {
        seen.limit = e == limit;
      } catch (InterruptedException e) {
        seen.interrupt = true;
      } catch (IOException e) {
        // closed by the interrupt, whose status is set then; or the read's own limit
      }
      while (interrupted.getCount() > 0) {
        Thread.onSpinWait();
      }
      seen.interrupt |= Thread.interrupted() && isInterrupted;
      for (int i = 0; i < 3 && !seen.limit; i++) {
        try {
          Thread.sleep(LONG);
        } catch (Timeout e) {
          seen.limit = e == limit;
        } catch (InterruptedException e) {
          seen.interrupt |= isInterrupted;
        }
      }
    }
    seen.leftOver = Thread.interrupted();
    LockSupport.parkNanos(1); // a permit may be there, as after every interrupt
    return seen;
  }

  private static void round(
      String kind, Wait wait, Long delay, String runner, Map<String, Integer> bad)
      throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CompletableFuture<Thread> victim = new CompletableFuture<>();
    CompletableFuture<Seen> outcome = new CompletableFuture<>();
    Runnable body =
        () -> {
          victim.complete(Thread.currentThread());
          try {
            outcome.complete(observe(wait, delay != null, interrupted));
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        };
    Thread interrupter = new Thread(() -> interrupt(victim, delay, interrupted), "interrupter");
    interrupter.start();
    switch (runner) {
      case "green" -> new Thread(body, "green").start();
      case "greenlet" -> Greenlet.spawn(() -> body.run());
      default -> body.run();
    }
    Seen seen = outcome.get(30, TimeUnit.SECONDS);
    interrupter.join();
    count(bad, kind + ": limit lost", !seen.limit);
    count(bad, kind + ": interrupt lost", !seen.interrupt && delay != null);
    count(bad, kind + ": interrupt left over", seen.leftOver);
  }

  private static void count(Map<String, Integer> bad, String what, boolean isBad) {
    if (isBad) {
      bad.merge(what, 1, Integer::sum);
    }
  }

  private static void interrupt(
      CompletableFuture<Thread> victim, Long delay, CountDownLatch interrupted) {
    Thread thread = victim.join();
    if (delay != null) {
      LockSupport.parkNanos(LIMIT + delay);
      thread.interrupt();
    }
    interrupted.countDown();
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    for (String runner : new String[] {"green", "greenlet", "platform"}) {
      Map<String, Integer> bad = new TreeMap<>();
      for (Map.Entry<String, Wait> wait : waits().entrySet()) {
        for (int i = 0; i < ROUNDS; i++) {
          for (Long delay : DELAYS) {
            round(wait.getKey(), wait.getValue(), delay, runner, bad);
          }
        }
      }
      System.out.println(runner + ": " + bad);
    }
  }
}
