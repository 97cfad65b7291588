package io.greenloom.it.api;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills and time limits end waits of all kinds while threads wake each other all the time. */
public final class KillsWhileUnparking {
  private static final int EACH = 30;
  private static final int PAIRS = 20;
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final AtomicInteger LIMITS = new AtomicInteger();
  private static final AtomicInteger EXCHANGED = new AtomicInteger();

  private KillsWhileUnparking() {}

  private static Object monitorWait() throws InterruptedException {
    Object monitor = new Object();
    synchronized (monitor) {
      while (true) {
        monitor.wait();
      }
    }
  }

  private static Object await() throws InterruptedException {
    new Event().await();
    return "set";
  }

  private static Object acquire() throws InterruptedException {
    new Semaphore(0).acquire();
    return "acquired";
  }

  private static Object sleep() throws InterruptedException {
    Thread.sleep(LONG);
    return "slept";
  }

  /** None of them ends before the program does. */
  private static List<Callable<Object>> waits() {
    return List.of(
        KillsWhileUnparking::await,
        KillsWhileUnparking::acquire,
        KillsWhileUnparking::sleep,
        KillsWhileUnparking::monitorWait,
        () -> new ArrayBlockingQueue<>(1).take());
  }

  private static void startExchange() {
    SynchronousQueue<Integer> there = new SynchronousQueue<>();
    SynchronousQueue<Integer> back = new SynchronousQueue<>();
    startDaemon(() -> {
      there.put(1);
      EXCHANGED.addAndGet(back.take());
    });
    startDaemon(() -> back.put(there.take()));
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private static void startDaemon(Step step) {
    Thread thread =
        new Thread(() -> {
          try {
            while (true) {
              step.run();
            }
          } catch (InterruptedException e) {
            System.out.println("nobody interrupts: " + e);
          }
        });
    thread.setDaemon(true);
    thread.start();
  }

  private static int kill(List<Greenlet<?>> victims) throws InterruptedException {
    for (Greenlet<?> victim : victims) {
      boolean _ = victim.kill(new GreenletExit(), Duration.ZERO);
    }
    return Greenlet.joinAll(victims, LONG).size();
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      startExchange();
    }
    List<Greenlet<?>> limited = new ArrayList<>();
    List<Greenlet<?>> victims = new ArrayList<>();
    List<Greenlet<?>> others = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (Callable<Object> wait : waits()) {
        victims.add(Greenlet.spawn(wait));
        others.add(Greenlet.spawn(wait));
        limited.add(
            Greenlet.spawn(() -> {
              if (Timeout.call(SHORT, wait, "limit").equals("limit")) {
                LIMITS.incrementAndGet();
              }
            }));
      }
    }
    Thread.sleep(SHORT);
    System.out.println("killed by a thread: " + kill(victims));
    System.out.println("killed by a greenlet: " + Greenlet.spawn(() -> kill(others)).get());
    System.out.println(
        "limits: " + Greenlet.joinAll(limited, LONG).size() + ", reached: " + LIMITS);
    System.out.println("exchanged: " + (EXCHANGED.get() > PAIRS));
    System.exit(0);
  }
}
