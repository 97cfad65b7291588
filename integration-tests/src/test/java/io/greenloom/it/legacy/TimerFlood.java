package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Timers in great number: long ones that are cancelled at once, and short ones beside threads that
 * are always ready. Arguments: how many waits are cancelled, how many threads are ready.
 */
@SuppressWarnings({"AddressSelection", "ThreadPriorityCheck", "WaitNotInLoop"}) // yields
public final class TimerFlood {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PAIRS = 4;

  /** Far more than a loaded machine needs, far less than a starved timer takes. */
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(10);

  private TimerFlood() {}

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    int waits = Integer.parseInt(args[0]);
    int busy = Integer.parseInt(args[1]);
    start(
            "timers",
            () -> {
              cancelled(waits);
              cancelledElsewhere(waits);
              endless();
              mixed();
              starving("one thread that is always ready", 1);
              starving("many threads that are always ready", busy);
            })
        .join();
    System.out.println("done");
  }

  /** Two threads wake each other; each wait would last an hour. */
  private static void cancelled(int waits) {
    step(
        "parked for an hour and unparked",
        () -> {
          int rounds = waits / PAIRS / 2;
          AtomicIntegerArray turns = new AtomicIntegerArray(PAIRS);
          Thread[] threads = new Thread[2 * PAIRS];
          for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] =
                Steps.thread(
                    "parked-" + i,
                    () -> {
                      Thread other = threads[number ^ 1];
                      for (int round = 0; round < rounds; round++) {
                        while (turns.get(number / 2) % 2 != number % 2) {
                          LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
                        }
                        turns.incrementAndGet(number / 2);
                        LockSupport.unpark(other);
                      }
                    });
            threads[i].setDaemon(true);
          }
          for (Thread thread : threads) {
            thread.start();
          }
          join(threads);
          int complete = 0;
          for (int i = 0; i < PAIRS; i++) {
            complete += turns.get(i) == 2 * rounds ? 1 : 0;
          }
          return complete;
        });
    step(
        "polled for an hour and offered",
        () -> {
          int rounds = waits / PAIRS / 4;
          AtomicInteger wrong = new AtomicInteger();
          Thread[] threads = new Thread[2 * PAIRS];
          for (int i = 0; i < PAIRS; i++) {
            SynchronousQueue<Integer> queue = new SynchronousQueue<>();
            threads[2 * i] =
                startDaemon(
                    "poll",
                    () -> {
                      for (int round = 0; round < rounds; round++) {
                        Integer polled = queue.poll(1, TimeUnit.HOURS);
                        if (polled == null || polled != round) {
                          wrong.incrementAndGet();
                        }
                      }
                    });
            threads[2 * i + 1] =
                startDaemon(
                    "offer",
                    () -> {
                      for (int round = 0; round < rounds; round++) {
                        if (!queue.offer(round, 1, TimeUnit.HOURS)) {
                          wrong.incrementAndGet();
                        }
                      }
                    });
          }
          join(threads);
          return wrong;
        });
  }

  /** Waits that end while the one who ends them does not yield, or runs on another hub. */
  private static void cancelledElsewhere(int waits) {
    step(
        "waits ended by a thread that does not yield",
        () -> {
          int rounds = waits / 20;
          LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
          AtomicInteger sum = new AtomicInteger();
          Thread[] pollers = new Thread[3];
          for (int i = 0; i < pollers.length; i++) {
            pollers[i] =
                startDaemon(
                    "poller",
                    () -> {
                      while (true) {
                        Integer polled = queue.poll(1, TimeUnit.HOURS);
                        if (polled == null || polled < 0) {
                          return;
                        }
                        sum.addAndGet(1);
                      }
                    });
          }
          for (int i = 0; i < rounds; i++) {
            queue.add(i);
            if (i % 4 == 0) {
              Thread.onSpinWait();
            }
          }
          for (int i = 0; i < pollers.length; i++) {
            queue.add(-1);
          }
          join(pollers);
          return sum.get() == rounds;
        });
  }

  private static void endless() {
    step(
        "the longest and the shortest times",
        () -> {
          Object lock = new Object();
          CountDownLatch never = new CountDownLatch(1);
          Thread[] threads = {
            endless(() -> Thread.sleep(Long.MAX_VALUE)),
            endless(() -> never.await(Long.MAX_VALUE, TimeUnit.NANOSECONDS)),
            endless(() -> never.await(Long.MAX_VALUE, TimeUnit.DAYS)),
            endless(() -> {
              synchronized (lock) {
                lock.wait(Long.MAX_VALUE);
              }
            }),
            endless(() -> new LinkedBlockingQueue<>().poll(Long.MAX_VALUE, TimeUnit.SECONDS)),
          };
          LockSupport.parkNanos(0);
          LockSupport.parkNanos(-1);
          LockSupport.parkUntil(1);
          Thread.sleep(0);
          Thread.sleep(0, 1);
          boolean ended = never.await(-1, TimeUnit.DAYS) || never.await(0, TimeUnit.DAYS);
          int waiting = 0;
          for (Thread thread : threads) {
            Thread.State state = Steps.awaitState(thread, Thread.State.TIMED_WAITING);
            waiting += state == Thread.State.TIMED_WAITING ? 1 : 0;
            thread.interrupt();
          }
          join(threads);
          return ended + " " + waiting;
        });
  }

  private static Thread endless(Steps.Body body) {
    return startDaemon(
        "endless",
        () -> {
          try {
            body.run();
            System.out.println("ended");
          } catch (InterruptedException e) {
            // that is the way
          }
        });
  }

  /** Half of the waits are cut short, at about the time when they would end by themselves. */
  private static void mixed() {
    step(
        "waits that end on time, or are ended",
        () -> {
          AtomicInteger early = new AtomicInteger();
          AtomicInteger waits = new AtomicInteger();
          Thread[] threads = new Thread[60];
          for (int i = 0; i < threads.length; i++) {
            Random random = new Random(i);
            threads[i] =
                startDaemon(
                    "waiting",
                    () -> {
                      for (int round = 0; round < 20; round++) {
                        CountDownLatch latch = new CountDownLatch(1);
                        long nanos = random.nextInt(4_000_000);
                        if (random.nextBoolean()) {
                          startDaemon(
                              "ending",
                              () -> {
                                LockSupport.parkNanos(nanos);
                                latch.countDown();
                              });
                        }
                        long begin = System.nanoTime();
                        boolean counted = latch.await(nanos, TimeUnit.NANOSECONDS);
                        if (!counted && System.nanoTime() - begin < nanos) {
                          early.incrementAndGet();
                        }
                        waits.incrementAndGet();
                      }
                    });
          }
          join(threads);
          return waits + " early " + early;
        });
  }

  private static void starving(String what, int busy) {
    step(
        what,
        () -> {
          AtomicBoolean done = new AtomicBoolean();
          Thread[] threads = new Thread[busy];
          for (int i = 0; i < busy; i++) {
            threads[i] =
                startDaemon(
                    "busy",
                    () -> {
                      while (!done.get()) {
                        Thread.yield();
                      }
                    });
          }
          long begin = System.nanoTime();
          Thread sleeper =
              startDaemon(
                  "sleeper",
                  () -> {
                    for (int i = 0; i < 10; i++) {
                      Thread.sleep(1);
                    }
                  });
          Thread talker = startDaemon("talker", TimerFlood::talk);
          join(sleeper, talker);
          boolean soon = System.nanoTime() - begin < SOON_NANOS;
          done.set(true);
          join(threads);
          return soon;
        });
  }

  private static void talk() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        Socket peer = server.accept()) {
      Thread echo =
          startDaemon("echo", () -> peer.getInputStream().transferTo(peer.getOutputStream()));
      InputStream in = client.getInputStream();
      for (int i = 0; i < 10; i++) {
        client.getOutputStream().write(i);
        if (in.read() != i) {
          System.out.println("wrong answer");
        }
      }
      client.shutdownOutput();
      join(echo);
    }
  }
}
