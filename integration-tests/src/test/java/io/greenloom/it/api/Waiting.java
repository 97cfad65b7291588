package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Hub;
import java.io.Closeable;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads and greenlets that wait for one thing each. Prints the ports of its sockets, then a dump
 * when all of them wait.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
public final class Waiting {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int CHUNK = 1 << 16;

  /** Or the garbage collector would close what nobody uses. */
  private static final List<Closeable> OPEN = new ArrayList<>();

  private static final Object MONITOR = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();

  private Waiting() {}

  /** Something that waits. */
  private interface Body {
    void run() throws Exception;
  }

  private static Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Exception e) {
                System.out.println(name + " failed: " + e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Thread owner = start("owner", Waiting::own);
    awaitNobodyRuns();
    sockets();
    locks();
    start("join", owner::join);
    start("join with limit", () -> owner.join(LONG));
    start("join main", main()::join);
    start("sleep", () -> Thread.sleep(LONG));
    start("park", () -> LockSupport.park(MONITOR));
    start("selector", () -> Selector.open().select());
    start("pipe", () -> Pipe.open().source().read(ByteBuffer.allocate(1)));
    greenlets();
    System.out.println(awaitNobodyRuns());
    System.exit(0);
  }

  private static Thread main() {
    return Thread.currentThread();
  }

  private static void own() throws InterruptedException {
    LOCK.lock();
    synchronized (MONITOR) {
      Thread.sleep(LONG);
    }
  }

  private static void sockets() throws Exception {
    ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
    Socket client = new Socket(LOOPBACK, server.getLocalPort());
    Socket accepted = server.accept();
    start("read", () -> client.getInputStream().read());
    start(
        "read with limit",
        () -> {
          accepted.setSoTimeout(Math.toIntExact(LONG.toMillis()));
          accepted.getInputStream().read();
        });
    start("accept", server::accept);
    // Linux lets one more wait than asked for, and then does not answer
    ServerSocket full = new ServerSocket(0, 1, LOOPBACK);
    OPEN.add(new Socket(LOOPBACK, full.getLocalPort()));
    OPEN.add(new Socket(LOOPBACK, full.getLocalPort()));
    start("connect", () -> new Socket(LOOPBACK, full.getLocalPort()));
    ServerSocket silent = new ServerSocket(0, 5, LOOPBACK);
    OPEN.add(silent);
    Socket writer = new Socket(LOOPBACK, silent.getLocalPort());
    byte[] chunk = new byte[CHUNK];
    start(
        "write",
        () -> {
          while (true) {
            writer.getOutputStream().write(chunk);
          }
        });
    DatagramSocket datagrams = new DatagramSocket(0, LOOPBACK);
    start("receive", () -> datagrams.receive(new DatagramPacket(new byte[1], 1)));
    System.out.printf(
        "ports server=%d client=%d silent=%d full=%d datagrams=%d%n",
        server.getLocalPort(),
        client.getLocalPort(),
        silent.getLocalPort(),
        full.getLocalPort(),
        datagrams.getLocalPort());
  }

  private static void locks() {
    start("lock", LOCK::lock);
    start("lock with limit", () -> LOCK.tryLock(LONG.toSeconds(), TimeUnit.SECONDS));
    start(
        "monitor",
        () -> {
          synchronized (MONITOR) {
            MONITOR.notifyAll();
          }
        });
    start(
        "wait",
        () -> {
          synchronized (LOOPBACK) {
            LOOPBACK.wait();
          }
        });
    start(
        "wait with limit",
        () -> {
          synchronized (LOOPBACK) {
            LOOPBACK.wait(LONG.toMillis());
          }
        });
    start("take", () -> new ArrayBlockingQueue<>(1).take());
    start("latch", () -> new CountDownLatch(1).await());
    start("semaphore", () -> new Semaphore(0).acquire());
    start("future", () -> new CompletableFuture<>().get());
  }

  private static void greenlets() {
    Greenlet<?> first = Greenlet.spawn(() -> Greenlet.sleep(LONG));
    Greenlet<?> second =
        Greenlet.spawn(() -> {
          first.join();
        });
    Greenlet<?> ended = Greenlet.spawn(() -> {});
    Greenlet<?> ignored =
        Greenlet.spawn(() -> {
          Greenlet.joinAll(List.of(ended, first, second), LONG);
        });
    start("get of greenlet", first::get);
  }

  /** Returns the first dump in which all wait. */
  private static String awaitNobodyRuns() {
    while (true) {
      String dump = Hub.dump();
      boolean anyRuns =
          dump.lines().anyMatch(line -> line.matches("\".*\" #\\d+.*, hub \\d+: (running|ready)"));
      if (!anyRuns) {
        return dump;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
