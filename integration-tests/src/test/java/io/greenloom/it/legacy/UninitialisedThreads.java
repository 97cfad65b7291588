package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.step;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Threads whose constructor has not run, as libraries for mocks make them. */
@SuppressWarnings({"deprecation", "ThreadPriorityCheck"})
public final class UninitialisedThreads {
  private UninitialisedThreads() {}

  /** A thread with fields of its own. */
  static class Sub extends Thread {
    private final Object lock = new Object();

    @Override
    public void run() {
      synchronized (lock) {
        lock.notifyAll();
      }
    }
  }

  /** Runs no constructor but that of Object. */
  static <T> T make(Class<T> type) throws Exception {
    Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
    Constructor<?> constructor =
        (Constructor<?>)
            factory
                .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                .invoke(
                    factory.getMethod("getReflectionFactory").invoke(null),
                    type,
                    Object.class.getDeclaredConstructor());
    return type.cast(constructor.newInstance());
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    everything("platform", Thread.class);
    everything("subclass", Sub.class);
    everything("virtual", Thread.ofVirtual().unstarted(() -> {}).getClass());
    Steps.inside(() -> {
      everything("asked by a thread", Thread.class);
      everything("a virtual one too", Thread.ofVirtual().unstarted(() -> {}).getClass());
      return null;
    });
    step("in a pool", () -> inPool(Executors.newSingleThreadExecutor(ignored -> unmade())));
    step("for each task", () -> inPool(Executors.newThreadPerTaskExecutor(ignored -> unmade())));
    step("an ordinary one", () -> Steps.inside(() -> Thread.currentThread().getName()));
  }

  private static Thread unmade() {
    try {
      return make(Thread.class);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object inPool(ExecutorService pool) throws Exception {
    try {
      return pool.submit(() -> "done").get();
    } finally {
      pool.shutdownNow();
    }
  }

  private static void everything(String kind, Class<? extends Thread> type) {
    System.out.println(kind);
    asks(type);
    changes(type);
    waits(type);
  }

  private static void asks(Class<? extends Thread> type) {
    step("isAlive", () -> make(type).isAlive());
    step("getState", () -> make(type).getState());
    step("getName", () -> make(type).getName());
    step("getId", () -> make(type).getId());
    step("toString", () -> make(type).toString());
    step("isDaemon", () -> make(type).isDaemon());
    step("isVirtual", () -> make(type).isVirtual());
    step("isInterrupted", () -> make(type).isInterrupted());
    step("getPriority", () -> make(type).getPriority());
    step("getThreadGroup", () -> make(type).getThreadGroup());
    step("getStackTrace", () -> make(type).getStackTrace().length);
    step("getContextClassLoader", () -> make(type).getContextClassLoader());
    step("getUncaughtExceptionHandler", () -> make(type).getUncaughtExceptionHandler());
    step("getBlocker", () -> LockSupport.getBlocker(make(type)));
  }

  private static void changes(Class<? extends Thread> type) {
    step(
        "setName",
        () -> {
          Thread thread = make(type);
          thread.setName("name");
          return thread.getName();
        });
    step(
        "setDaemon",
        () -> {
          make(type).setDaemon(true);
          return "set";
        });
    step(
        "setPriority",
        () -> {
          make(type).setPriority(Thread.MAX_PRIORITY);
          return "set";
        });
    step(
        "setContextClassLoader",
        () -> {
          Thread thread = make(type);
          thread.setContextClassLoader(UninitialisedThreads.class.getClassLoader());
          return thread.getContextClassLoader() != null;
        });
    step(
        "setUncaughtExceptionHandler",
        () -> {
          make(type).setUncaughtExceptionHandler((thread, e) -> {});
          return "set";
        });
    step(
        "interrupt",
        () -> {
          make(type).interrupt();
          return "interrupted";
        });
    step(
        "unpark",
        () -> {
          LockSupport.unpark(make(type));
          return "unparked";
        });
  }

  @SuppressWarnings("DoNotCall") // as some do
  private static void waits(Class<? extends Thread> type) {
    step(
        "start",
        () -> {
          make(type).start();
          return "started";
        });
    step(
        "run",
        () -> {
          make(type).run();
          return "ran";
        });
    step(
        "join",
        () -> {
          make(type).join();
          return "joined";
        });
    step(
        "join with a limit",
        () -> {
          make(type).join(10, 1);
          return "joined";
        });
    step("join for a duration", () -> make(type).join(Duration.ofMillis(10)));
    step(
        "wait",
        () -> {
          Thread thread = make(type);
          synchronized (thread) {
            thread.wait(1);
          }
          return "waited";
        });
  }
}
