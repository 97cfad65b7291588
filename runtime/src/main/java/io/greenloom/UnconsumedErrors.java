package io.greenloom;

import io.greenloom.internal.Installation;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exceptions of greenlets that nobody has asked for yet. Who asks usually does so soon, so that
 * they are printed only after a while, or when the JVM ends.
 */
final class UnconsumedErrors {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private static final Set<Greenlet<?>> WAITING = ConcurrentHashMap.newKeySet();

  private UnconsumedErrors() {}

  /** Registered with the first error. */
  private static final class AtExit {
    static {
      try {
        Thread hook = new Thread(null, UnconsumedErrors::reportAll, "greenloom-errors", 0, false);
        hook.setContextClassLoader(null); // or that of whoever failed first could not be unloaded
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the JVM is ending already
      }
    }

    private AtExit() {}

    static void prepare() {
      // the class is initialized
    }
  }

  /** A greenlet has failed, and nobody has asked. */
  static void add(Greenlet<?> greenlet) {
    AtExit.prepare();
    WAITING.add(greenlet);
    Installation installation = Installation.current();
    if (installation == null) {
      report(greenlet);
    } else {
      var ignored = installation.hubs().home().schedule(() -> reportOnGreenlet(greenlet), PATIENCE);
    }
  }

  /** The handler is the application's and may block; this runs on a carrier. */
  private static void reportOnGreenlet(Greenlet<?> greenlet) {
    if (greenlet.isConsumed()) {
      WAITING.remove(greenlet);
    } else {
      Greenlet.spawn("error of " + greenlet.name(), () -> report(greenlet));
    }
  }

  private static void reportAll() {
    WAITING.forEach(UnconsumedErrors::report);
  }

  private static void report(Greenlet<?> greenlet) {
    Throwable error = greenlet.endedWith();
    if (WAITING.remove(greenlet) && !greenlet.isConsumed() && error != null) {
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      if (handler != null) {
        callIgnoringFailures(handler, error);
      } else {
        print(greenlet.name(), error);
      }
    }
  }

  /** As the JVM prints that of a thread. */
  static void print(String name, Throwable error) {
    System.err.print("Exception in greenlet \"" + name + "\" ");
    error.printStackTrace();
  }

  /** As the JVM does. */
  private static void callIgnoringFailures(
      Thread.UncaughtExceptionHandler handler, Throwable error) {
    try {
      handler.uncaughtException(Thread.currentThread(), error);
    } catch (Throwable e) {
      // or the handler would be told of its own failure, for ever
    }
  }
}
