package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.Timeout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A time limit is over when its wait has just ended otherwise: what comes next is none the worse.
 */
public final class LimitsAfterWaits {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final int THREADS = 16;
  private static final int ENTRIES = 400;

  private LimitsAfterWaits() {}

  /** A condition that has been signalled, whose lock another has until the limit is over. */
  private static final class Signalled {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();
    private boolean signalled;

    void await() throws InterruptedException {
      lock.lock();
      try {
        Greenlet.spawn(this::signal);
        while (!signalled) {
          condition.await();
        }
      } finally {
        lock.unlock();
      }
    }

    private void signal() throws InterruptedException {
      lock.lock();
      try {
        signalled = true;
        condition.signal();
        Thread.sleep(SHORT.multipliedBy(3));
      } finally {
        lock.unlock();
      }
    }
  }

  private static String read() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      String first = "none";
      boolean interrupted = false;
      try (Timeout _ = Timeout.start(SHORT)) {
        new Signalled().await();
        interrupted = Thread.currentThread().isInterrupted();
        client.getInputStream().read();
      } catch (Timeout e) {
        first = "limit";
      } catch (IOException e) {
        first = e.toString();
      }
      accepted.getOutputStream().write('x');
      int read = client.isClosed() ? -1 : client.getInputStream().read();
      return first + ", interrupted " + interrupted + ", then " + read;
    }
  }

  private static String select() throws Exception {
    try (Selector selector = Selector.open();
        Timeout limit = Timeout.start(SHORT)) {
      new Signalled().await();
      for (int i = 0; i < 1_000; i++) {
        selector.select(10_000);
      }
      return "spins, " + limit;
    } catch (Timeout e) {
      return "limit, interrupted " + Thread.currentThread().isInterrupted();
    }
  }

  private static String kill() throws Exception {
    Greenlet<?> victim =
        Greenlet.spawn(() -> {
          new Signalled().await();
          try (Selector selector = Selector.open()) {
            while (true) {
              selector.select();
            }
          }
        });
    Greenlet.sleep(SHORT);
    return "killed " + victim.kill(new GreenletExit(), Duration.ofSeconds(5));
  }

  /** A wait that another thread ends. */
  private interface Woken {
    void await() throws InterruptedException;

    void end();
  }

  private static Woken queue() {
    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    return new Woken() {
      @Override
      public void await() throws InterruptedException {
        String _ = queue.take();
      }

      @Override
      public void end() {
        queue.add("x");
      }
    };
  }

  private static Woken monitor() {
    int[] count = new int[1];
    return new Woken() {
      @Override
      public synchronized void await() throws InterruptedException {
        while (count[0] == 0) {
          wait();
        }
        count[0]--;
      }

      @Override
      public synchronized void end() {
        count[0]++;
        notifyAll();
      }
    };
  }

  /** A thread that another hub wakes, about when its limit is over, goes on into a channel. */
  private static String channels(boolean api, Supplier<Woken> waits) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch end = new CountDownLatch(THREADS);
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < THREADS; i++) {
      Woken woken = waits.get();
      new Thread(
              () -> {
                while (!stop.get()) {
                  LockSupport.parkNanos(1_000_000);
                  woken.end();
                }
              })
          .start();
      Runnable body =
          () -> {
            try {
              goOn(woken);
            } catch (Exception e) {
              lost.add(e.toString());
            }
            end.countDown();
          };
      if (api) {
        Greenlet.spawn(() -> body.run());
      } else {
        new Thread(body).start();
      }
    }
    boolean inTime = end.await(30, TimeUnit.SECONDS);
    stop.set(true);
    return "in time " + inTime + ", lost " + lost;
  }

  private static void goOn(Woken woken) throws Exception {
    Pipe pipe = Pipe.open();
    for (int i = 0; i < ENTRIES; i++) {
      try (Timeout _ = Timeout.start(Duration.ofNanos(900_000 + i % 10 * 30_000))) {
        woken.await();
        pipe.source().read(ByteBuffer.allocate(1)); // nobody writes
      } catch (Timeout e) {
        // in one or the other
      }
    }
    pipe.sink().close();
    pipe.source().close();
  }

  /** Its class initializer waits, so that the greenlet is pinned. */
  private static final class Pinned {
    static final String OUTCOME = outcome();

    @SuppressWarnings("WaitNotInLoop") // nobody notifies it
    private static String outcome() {
      Object monitor = new Object();
      String ended = "notified";
      try {
        synchronized (monitor) {
          monitor.wait(10_000);
        }
      } catch (InterruptedException e) {
        ended = "interrupted";
      } catch (Timeout e) {
        ended = "limit";
      }
      long settled = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
      while (System.nanoTime() < settled) {
        Thread.onSpinWait(); // until who has interrupted it has done so
      }
      LockSupport.parkNanos(1); // a permit may be there, as after every interrupt
      long start = System.nanoTime();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      boolean early = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(90);
      return ended + ", early " + early + " " + Thread.currentThread().isInterrupted();
    }
  }

  private static String onThread(Callable<String> body, boolean interrupts) throws Exception {
    FutureTask<String> task = new FutureTask<>(body);
    Thread thread = new Thread(task);
    thread.start();
    if (interrupts) {
      Thread.sleep(100);
      thread.interrupt();
    }
    return task.get(20, TimeUnit.SECONDS);
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    System.out.println("read: " + Greenlet.spawn(LimitsAfterWaits::read).get());
    System.out.println("read, thread: " + onThread(LimitsAfterWaits::read, false));
    System.out.println("select: " + Greenlet.spawn(LimitsAfterWaits::select).get());
    System.out.println("select, thread: " + onThread(LimitsAfterWaits::select, false));
    System.out.println("kill: " + Greenlet.spawn(LimitsAfterWaits::kill).get());
    System.out.println("queue: " + channels(true, LimitsAfterWaits::queue));
    System.out.println("queue, threads: " + channels(false, LimitsAfterWaits::queue));
    System.out.println("monitor: " + channels(true, LimitsAfterWaits::monitor));
    System.out.println("monitor, threads: " + channels(false, LimitsAfterWaits::monitor));
    Callable<String> pinned = () -> Pinned.OUTCOME;
    System.out.println("pinned: " + onThread(pinned, true));
  }
}
