package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** When and how the JVM ends; the argument says which way. */
@SuppressWarnings({"FutureReturnValueIgnored", "resource"})
public final class ExitScenarios {
  /** All arguments there are. */
  public enum Scenario {
    WAITS_FOR_WORKERS,
    DAEMONS_DO_NOT_COUNT,
    EXIT_IN_A_THREAD,
    EXIT_IN_MAIN,
    EXIT_IN_A_POOL,
    EXIT_AFTER_MAIN_ENDED,
    MAIN_FAILS,
    HALT,
    LATE_NON_DAEMON,
    POOL_KEEPS_ALIVE,
    TIMER_KEEPS_ALIVE,
    DAEMON_TIMER_DOES_NOT,
    HOOK_STARTS_THREADS,
    EXIT_IN_AN_EXCEPTION_HANDLER,
    NOTHING_STARTED,
    CHAIN
  }

  private ExitScenarios() {}

  /** Runs the scenario. */
  public static void main(String[] args) throws Exception {
    Scenario scenario = Scenario.valueOf(args[0]);
    if (scenario != Scenario.HOOK_STARTS_THREADS) { // hooks run in any order
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> System.out.println("hook in " + Thread.currentThread().getName()), "h"));
    }
    switch (scenario) {
      case WAITS_FOR_WORKERS -> {
        for (int i = 1; i <= 3; i++) {
          int number = i;
          start(
              "worker-" + i,
              () -> {
                Thread.sleep(200L * number);
                System.out.println("worker " + number);
              });
        }
      }
      case DAEMONS_DO_NOT_COUNT -> {
        for (int i = 0; i < 50; i++) {
          startDaemon(
              "daemon",
              () -> {
                Thread.sleep(30_000);
                System.out.println("too late");
              });
        }
        settle();
      }
      case EXIT_IN_A_THREAD -> {
        blockMany();
        start(
            "exits",
            () -> {
              settle();
              System.exit(7);
            });
        return;
      }
      case EXIT_IN_MAIN -> {
        blockMany();
        settle();
        System.exit(8);
      }
      case EXIT_IN_A_POOL -> {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
          pool.submit(() -> System.exit(9));
        }
        return;
      }
      case EXIT_AFTER_MAIN_ENDED -> {
        blockMany();
        start(
            "exits",
            () -> {
              Thread.sleep(500);
              System.out.println("exiting");
              System.exit(10);
            });
      }
      case MAIN_FAILS -> {
        start(
            "worker",
            () -> {
              Thread.sleep(300);
              System.out.println("worker ended");
            });
        Thread.setDefaultUncaughtExceptionHandler((thread, e) ->
            System.out.println("uncaught in " + thread.getName() + ": " + e.getMessage()));
        throw new IllegalStateException("main fails");
      }
      case HALT -> {
        blockMany();
        start("halts", () -> Runtime.getRuntime().halt(11));
        return;
      }
      case LATE_NON_DAEMON -> startDaemonThatStartsAnother();
      case POOL_KEEPS_ALIVE -> {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        pool.submit(() -> System.out.println("task")).get();
        start(
            "closer",
            () -> {
              Thread.sleep(300);
              System.out.println("closing");
              pool.shutdown();
            });
      }
      case TIMER_KEEPS_ALIVE -> {
        Timer timer = new Timer("timer");
        timer.schedule(
            new TimerTask() {
              @Override
              public void run() {
                System.out.println("timer in " + Thread.currentThread().getName());
                timer.cancel();
              }
            },
            300);
      }
      case DAEMON_TIMER_DOES_NOT -> {
        new Timer("timer", true)
            .schedule(
                new TimerTask() {
                  @Override
                  public void run() {
                    System.out.println("too late");
                  }
                },
                30_000);
      }
      case HOOK_STARTS_THREADS ->
          Runtime.getRuntime()
              .addShutdownHook(
                  new Thread(() -> {
                    try {
                      Thread thread = start("of the hook", () -> System.out.println("in the hook"));
                      thread.join();
                      Thread.sleep(10);
                    } catch (InterruptedException e) {
                      System.out.println("interrupted");
                    }
                  }));
      case EXIT_IN_AN_EXCEPTION_HANDLER -> {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> System.exit(12));
        new Thread(
                () -> {
                  throw new IllegalStateException("fails");
                })
            .start();
        new CountDownLatch(1).await();
      }
      case NOTHING_STARTED -> System.out.println("main ends");
      case CHAIN -> chain(20);
    }
    System.out.println("end of main");
  }

  private static void chain(int left) {
    start(
        "chain-" + left,
        () -> {
          Thread.sleep(20);
          if (left > 0) {
            chain(left - 1);
          } else {
            System.out.println("end of the chain");
          }
        });
  }

  private static void startDaemonThatStartsAnother() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    startDaemon(
        "daemon",
        () -> {
          Thread late =
              Steps.thread(
                  "late",
                  () -> {
                    Thread.sleep(300);
                    System.out.println("late one ended");
                  });
          late.setDaemon(false);
          late.start();
          started.countDown();
          Thread.sleep(30_000);
          System.out.println("too late");
        });
    started.await();
  }

  private static void blockMany() throws Exception {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Object monitor = new Object();
    for (int i = 0; i < 20; i++) {
      start("accepting", () -> server.accept());
      start("waiting", () -> new CountDownLatch(1).await());
      start("sleeping", () -> Thread.sleep(60_000));
      start(
          "entering",
          () -> {
            synchronized (monitor) {
              Thread.sleep(60_000);
            }
          });
    }
    settle();
  }
}
