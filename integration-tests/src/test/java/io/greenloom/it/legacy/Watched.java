package io.greenloom.it.legacy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Has threads in all states for tools to look at, until a line on standard input says to stop. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
public final class Watched {
  private static final Object MONITOR = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static volatile boolean stopped;
  private static long computed;
  private static int count;

  private Watched() {}

  private static Thread daemon(String name, Steps.Body body) {
    return Steps.startDaemon(name, body);
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread owner = daemon("watched-owner", Watched::own);
      Steps.awaitState(owner, Thread.State.TIMED_WAITING);
      Thread[] waiting = {
        daemon("watched-sleeping", Watched::sleepOften),
        daemon("watched-parked", Watched::park),
        daemon("watched-entering", Watched::enter),
        daemon("watched-locking", Watched::lock),
        daemon("watched-taking", Watched::take),
        daemon("watched-accepting", () -> accept(server)),
        daemon("watched-computing", Watched::compute),
      };
      Thread[] contending = new Thread[4];
      for (int i = 0; i < contending.length; i++) {
        contending[i] = daemon("watched-contending-" + i, Watched::contend);
      }
      Steps.awaitState(waiting[2], Thread.State.BLOCKED);
      Steps.awaitState(waiting[4], Thread.State.WAITING);
      System.out.println("ready");
      for (int line = System.in.read(); line >= 0 && line != '\n'; ) {
        line = System.in.read();
      }
      stopped = true;
      Steps.join(waiting[6]);
      Steps.join(contending);
      Steps.join(daemon("watched-late", () -> count++));
      System.out.println("stopped " + (computed > 0) + " " + (count > 1));
    }
  }

  private static void own() throws InterruptedException {
    LOCK.lock();
    synchronized (MONITOR) {
      Thread.sleep(600_000);
    }
  }

  private static void sleepOften() throws InterruptedException {
    while (!stopped) {
      Thread.sleep(30);
    }
  }

  private static void park() {
    while (!stopped) {
      LockSupport.park();
    }
  }

  private static void enter() {
    synchronized (MONITOR) {
      count++;
    }
  }

  private static void lock() {
    LOCK.lock();
    LOCK.unlock();
  }

  private static void take() throws InterruptedException {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    queue.take();
  }

  private static void accept(ServerSocket server) throws Exception {
    server.accept().close();
  }

  private static void compute() {
    while (!stopped) {
      computed++;
    }
  }

  private static void contend() throws InterruptedException {
    while (!stopped) {
      synchronized (Watched.class) {
        count++;
        Thread.sleep(1);
      }
    }
  }
}
