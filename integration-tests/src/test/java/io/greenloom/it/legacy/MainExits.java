package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** How the main thread ends, and what that ends; the argument says which way. */
@SuppressWarnings({"InfiniteRecursion", "ReferenceEquality"})
public final class MainExits {
  /** All arguments there are. */
  public enum Scenario {
    RETURNS,
    FAILS,
    FAILS_DEEPER,
    FAILS_CHECKED,
    FAILS_WITH_OWN_HANDLER,
    FAILS_WITH_DEFAULT_HANDLER,
    HANDLER_FAILS,
    HANDLER_EXITS,
    OVERFLOWS,
    EXITS,
    EXITS_ELSEWHERE,
    IS_JOINED,
    IS_JOINED_AFTER_A_FAILURE,
    WORKERS_GO_ON,
    DAEMONS_DO_NOT,
    INTERRUPTED_AT_THE_END,
    HOOK_SEES_MAIN,
    CALLS_MAIN
  }

  private static final Thread MAIN = Thread.currentThread();
  private static int calls;

  private MainExits() {}

  /** Runs the scenario. */
  public static void main(String[] args) throws Exception {
    calls++;
    Scenario scenario = Scenario.valueOf(args[0]);
    switch (scenario) {
      case RETURNS -> {}
      case FAILS -> throw new IllegalStateException("main fails");
      case FAILS_DEEPER -> deeper(5);
      case FAILS_CHECKED -> throw new IOException("checked", new IllegalStateException("cause"));
      case FAILS_WITH_OWN_HANDLER -> {
        MAIN.setUncaughtExceptionHandler(MainExits::handle);
        throw new IllegalStateException("main fails");
      }
      case FAILS_WITH_DEFAULT_HANDLER -> {
        Thread.setDefaultUncaughtExceptionHandler(MainExits::handle);
        throw new IllegalStateException("main fails");
      }
      case HANDLER_FAILS -> {
        MAIN.setUncaughtExceptionHandler((thread, e) -> {
          throw new IllegalArgumentException("handler fails");
        });
        throw new IllegalStateException("main fails");
      }
      case HANDLER_EXITS -> {
        MAIN.setUncaughtExceptionHandler((thread, e) -> System.exit(5));
        throw new IllegalStateException("main fails");
      }
      case OVERFLOWS -> {
        MAIN.setUncaughtExceptionHandler(
            (thread, e) -> System.out.println(thread.getName() + " " + e.getClass().getName()));
        overflow(0);
      }
      case EXITS -> {
        startDaemon("daemon", () -> Thread.sleep(60_000));
        System.exit(3);
      }
      case EXITS_ELSEWHERE -> {
        start(
            "exits",
            () -> {
              awaitState(MAIN, Thread.State.WAITING);
              System.exit(4);
            });
        new CountDownLatch(1).await();
      }
      case IS_JOINED -> joinMain();
      case IS_JOINED_AFTER_A_FAILURE -> {
        joinMain();
        throw new IllegalStateException("main fails");
      }
      case WORKERS_GO_ON -> {
        Thread before = MAIN;
        for (int i = 1; i <= 3; i++) {
          int number = i;
          Thread first = before;
          before =
              start(
                  "worker",
                  () -> {
                    join(first);
                    Thread.sleep(100);
                    System.out.println("worker " + number + " " + MAIN.getState());
                  });
        }
      }
      case DAEMONS_DO_NOT ->
          startDaemon(
              "daemon",
              () -> {
                Thread.sleep(60_000);
                System.out.println("too late");
              });
      case INTERRUPTED_AT_THE_END -> MAIN.interrupt();
      case HOOK_SEES_MAIN ->
          Runtime.getRuntime()
              .addShutdownHook(
                  new Thread(
                      () -> System.out.println("hook: " + MAIN.getState() + MAIN.isAlive())));
      case CALLS_MAIN -> {
        if (calls < 3) {
          main(args);
        }
      }
    }
    System.out.println("end of main " + calls);
  }

  private static void handle(Thread thread, Throwable e) {
    System.out.println(
        String.join(
            " ",
            thread.getName(),
            String.valueOf(thread == MAIN),
            String.valueOf(thread == Thread.currentThread()),
            thread.getState().name(),
            e.getMessage()));
  }

  private static void joinMain() {
    start(
        "joins",
        () -> {
          MAIN.join();
          System.out.println("joined: " + MAIN.getState() + " " + MAIN.isAlive() + " " + MAIN);
          System.out.println(MAIN.getStackTrace().length + " " + MAIN.getThreadGroup());
        });
  }

  private static void deeper(int levels) {
    if (levels == 0) {
      throw new IllegalStateException("main fails");
    }
    deeper(levels - 1);
  }

  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }
}
