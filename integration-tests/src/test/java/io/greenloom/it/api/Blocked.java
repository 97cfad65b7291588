package io.greenloom.it.api;

import io.greenloom.Hub;
import io.greenloom.HubBlocked;
import io.greenloom.HubListener;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A thread that blocks or computes, for some milliseconds, and what a listener is told of it. */
public final class Blocked {
  private static final long PATIENCE_SECONDS = 60;

  private Blocked() {}

  /** Collects what it is told. */
  private static final class Collector implements HubListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void blocked(HubBlocked incident) {
      if (incident.thread().equals("culprit")) {
        boolean inStack =
            incident.stack().stream().anyMatch(frame -> frame.getClassName().contains("Blocked"));
        events.add("blocked, stack " + inStack);
      }
    }

    @Override
    public void released(HubBlocked incident) {
      if (incident.thread().equals("culprit")) {
        events.add("released, handed off " + incident.handedOff());
      }
      throw new IllegalStateException("a listener that fails");
    }

    void printNext() throws InterruptedException {
      System.out.println(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Runs the program: {@code native} or {@code spin}, and for how many milliseconds. */
  @SuppressWarnings("restricted") // foreign functions
  public static void main(String[] args) throws Throwable {
    boolean inNative = args[0].equals("native");
    int millis = Integer.parseInt(args[1]);
    Linker linker = Linker.nativeLinker();
    MethodHandle usleep =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("usleep"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    Collector collector = new Collector();
    Hub.addListener(collector);
    long before = count();
    Thread culprit = new Thread(() -> block(inNative ? usleep : null, millis), "culprit");
    culprit.start();
    culprit.join();
    collector.printNext();
    collector.printNext();
    Hub.removeListener(collector);
    System.out.println("counted " + (count() > before));
  }

  private static long count() {
    return Hub.all().stream().mapToLong(Hub::blockedCount).sum();
  }

  private static void block(MethodHandle usleep, int millis) {
    if (usleep == null) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      return;
    }
    try {
      int ignored = (int) usleep.invokeExact((int) TimeUnit.MILLISECONDS.toMicros(millis));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
