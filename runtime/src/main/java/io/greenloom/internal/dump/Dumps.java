package io.greenloom.internal.dump;

import io.greenloom.WaitingGreenlet;
import io.greenloom.internal.hub.Hub;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes dumps for any thread. */
public final class Dumps {
  // first lines of an answer to the command, which knows them

  private static final String DUMP = "greenloom dump\n";
  private static final String FAILURE = "greenloom failure\n";

  /** The command's, less what it takes to get there and back. */
  private static final int PATIENCE_SECONDS = 85;

  private Dumps() {}

  /**
   * Makes a dump. A greenlet lets a platform thread do it and waits, so that its hub goes on.
   *
   * @param hubs the running hubs
   * @return the text
   */
  public static String text(Hubs hubs) {
    return GreenloomBridge.currentGreenlet() == null
        ? Dump.of(hubs)
        : onPlatformThread(() -> Dump.of(hubs));
  }

  /**
   * Makes a dump for the command {@code dump}, on another thread: the VM's attach thread, which
   * asks, must be there for other tools if a dump does not end. Only if no thread is to be had, on
   * it.
   *
   * @param hubs the running hubs
   * @return a line that says what follows, and the dump or why there is none
   */
  public static byte[] answer(Hubs hubs) {
    String answer;
    try {
      FutureTask<String> task = new FutureTask<>(() -> Dump.of(hubs));
      start(task);
      answer = DUMP + task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      answer = FAILURE + e.getCause();
    } catch (TimeoutException | InterruptedException e) {
      answer = FAILURE + "not made within " + PATIENCE_SECONDS + " s";
    }
    return answer.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Looks at the greenlets of one hub that wait.
   *
   * @param hub the hub
   * @return what they wait for
   */
  public static List<WaitingGreenlet> waiting(Hub hub) {
    GreenloomGreenlet self = GreenloomBridge.currentGreenlet();
    return self == null ? waitingOn(hub, null) : onPlatformThread(() -> waitingOn(hub, self));
  }

  @SuppressWarnings("ReferenceEquality") // hubs and greenlets are who they are
  private static List<WaitingGreenlet> waitingOn(Hub hub, @Nullable GreenloomGreenlet except) {
    List<RawGreenlet> greenlets = Dump.allGreenlets();
    Observer observer = new Observer(new Joins(greenlets));
    Descriptors descriptors = new Descriptors(Path.of("/proc/self"));
    List<WaitingGreenlet> waiting = new ArrayList<>();
    for (RawGreenlet greenlet : greenlets) {
      Observation seen =
          greenlet.hub() == hub && greenlet != except ? observer.look(greenlet) : null;
      if (seen != null && seen.activity().isWait()) {
        Activity activity = seen.activity();
        if (activity.ioWait() != 0) {
          descriptors.note(activity.ioWait());
        }
        Thread owner = activity.owner();
        waiting.add(
            new WaitingGreenlet(
                seen.thread().getName(),
                seen.thread().threadId(),
                activity.text(descriptors),
                owner == null ? null : owner.getName(),
                seen.trace()));
      }
    }
    return waiting;
  }

  private static <T> T onPlatformThread(Callable<T> look) {
    FutureTask<T> task = new FutureTask<>(look);
    start(task);
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

  private static void start(FutureTask<?> task) {
    try {
      new HubThread("greenloom-dump", task).start();
    } catch (OutOfMemoryError e) {
      task.run(); // no thread is to be had, which may be what the dump is for
    }
  }
}
