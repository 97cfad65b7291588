package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;

/** Which handler gets an uncaught exception, and what the JVM prints if there is none. */
public final class UncaughtExceptions {
  private UncaughtExceptions() {}

  /** An exception whose trace does not depend on how threads are run. */
  private static final class Known extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Known(String message) {
      super(message, null, true, false);
    }
  }

  private static final class Group extends ThreadGroup {
    Group() {
      super("handling group");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
      System.out.println("group: " + thread.getName() + " " + e.getMessage());
      if (e.getMessage().equals("on")) {
        super.uncaughtException(thread, e);
      }
    }
  }

  private static void fail(String message) {
    throw new Known(message);
  }

  private static void run(ThreadGroup group, String name, Thread.UncaughtExceptionHandler handler)
      throws InterruptedException {
    Thread thread = new Thread(group, () -> fail(name), name);
    if (handler != null) {
      thread.setUncaughtExceptionHandler(handler);
    }
    thread.start();
    join(thread);
    System.out.println("ended: " + name);
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Group group = new Group();
    run(
        null,
        "own handler",
        (thread, e) ->
            System.out.println(
                "own: "
                    + e.getMessage()
                    + (thread == Thread.currentThread())
                    + thread.isAlive()
                    + thread.getState()));
    run(group, "group only", null);
    run(null, "no handler", null);
    run(
        null,
        "failing handler",
        (thread, e) -> {
          System.out.println("handler fails");
          throw new Known("in the handler");
        });
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> System.out.println("default: " + thread.getName() + " " + e.getMessage()));
    run(null, "default handler", null);
    run(group, "on", null);
    run(group, "not on", null);
    run(null, "own before default", (thread, e) -> System.out.println("own again"));
    Thread.setDefaultUncaughtExceptionHandler(null);
    Thread deep =
        new Thread(
            () -> {
              throw new StackOverflowError();
            },
            "error");
    deep.setUncaughtExceptionHandler((thread, e) -> System.out.println(Steps.describe(e)));
    deep.start();
    join(deep);
    System.out.println(recurse("too deep"));
  }

  private static String recurse(String name) throws InterruptedException {
    String[] outcome = new String[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome[0] = "depth " + depth(0);
              } catch (StackOverflowError e) {
                outcome[0] = "overflow caught";
              }
            },
            name);
    thread.start();
    join(thread);
    return outcome[0];
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int depth(int depth) {
    return depth(depth + 1) + 1;
  }
}
