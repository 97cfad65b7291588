package io.greenloom.internal.dump;

import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Makes dumps for any thread. */
public final class Dumps {
  private Dumps() {}

  /**
   * Makes a dump. A greenlet lets a platform thread do it and waits, so that its hub goes on.
   *
   * @param hubs the running hubs
   * @return the text
   */
  public static String text(Hubs hubs) {
    return GreenloomBridge.currentGreenlet() == null ? Dump.of(hubs) : onPlatformThread(hubs);
  }

  private static String onPlatformThread(Hubs hubs) {
    FutureTask<String> task = new FutureTask<>(() -> Dump.of(hubs));
    try {
      new HubThread("greenloom-dump", task).start();
    } catch (OutOfMemoryError e) {
      task.run(); // no thread is to be had, which may be what the dump is for
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // for whoever comes after
        } catch (ExecutionException e) {
          throw new IllegalStateException("the dump failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
