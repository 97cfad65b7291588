package io.greenloom.internal.monitor;

import io.greenloom.HubBlocked;
import io.greenloom.HubListener;
import io.greenloom.internal.hub.Backoff;
import io.greenloom.internal.hub.EngineErrors;
import io.greenloom.internal.hub.HubThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tells standard error, the flight recorder and the listeners what holds carriers, each time once
 * when it has been noticed and once when it is over. It does so on a thread of its own, which
 * starts with the first report: to read a stack may take as long as what it is about.
 */
public final class Reporter {
  private static final int MOST_WAITING = 1000;

  /** Between two lines about errors of Greenloom's own. */
  private static final long ERROR_INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private final boolean toStandardError;
  private final EngineErrors errors;
  private final List<HubListener> listeners = new CopyOnWriteArrayList<>();

  /** Without a lock, for which the monitor would have to wait. */
  private final MpscUnboundedVarHandleArrayQueue<Runnable> work =
      new MpscUnboundedVarHandleArrayQueue<>(64);

  // the monitor's thread only

  private @Nullable HubThread thread;
  private long errorsTold;
  private long errorsToldAt = System.nanoTime() - ERROR_INTERVAL;

  // the reporter's thread only

  private final Backoff backoff = new Backoff();
  private final Places places = new Places();
  private final ReportLimit limit = new ReportLimit();
  private final Map<Incident, Report> open = new HashMap<>();
  private final Set<Incident> printed = new HashSet<>();
  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true); // System.err has a lock

  /**
   * An incident that is not over.
   *
   * @param blocked what was reported
   * @param recording what the flight recorder waits for, or null if it does not
   */
  private record Report(HubBlocked blocked, @Nullable Recording recording) {}

  /**
   * Creates a reporter.
   *
   * @param toStandardError whether it prints what holds carriers
   * @param errors of Greenloom's own, which it prints in any case
   */
  public Reporter(boolean toStandardError, EngineErrors errors) {
    this.toStandardError = toStandardError;
    this.errors = errors;
  }

  /**
   * Adds a listener.
   *
   * @param listener told from now on, on the reporter's thread
   */
  public void add(HubListener listener) {
    listeners.add(listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener not told any more
   */
  public void remove(HubListener listener) {
    listeners.remove(listener);
  }

  /**
   * A greenlet has held its carrier for long; the monitor. If the reporter is far behind, because a
   * listener blocks for instance, nobody is told.
   */
  void began(Incident incident, long now) {
    if (work.size() < MOST_WAITING) {
      incident.markTold();
      submit(() -> report(incident, now));
    }
  }

  /** It still does, and people should know; the monitor. */
  void lasts(Incident incident, long now) {
    if (toStandardError && incident.isTold()) {
      submit(() -> print(incident, now));
    }
  }

  /** It is over; the monitor. */
  void ended(Incident incident, long now) {
    if (incident.isTold()) {
      submit(() -> close(incident, now));
    }
  }

  /** Has errors of Greenloom's own printed that are new, if it is time to; the monitor. */
  void tellErrors(long now) {
    long count = errors.count();
    if (count != errorsTold && now - errorsToldAt >= ERROR_INTERVAL) {
      submit(() -> print(Reports.errors(count, String.valueOf(errors.last()))));
      errorsTold = count;
      errorsToldAt = now;
    }
  }

  private void submit(Runnable task) {
    boolean ignored = work.offer(task); // it has no bound
    HubThread reporter = thread;
    if (reporter == null) {
      reporter = new HubThread("greenloom-reporter", this::run);
      reporter.start();
      thread = reporter; // if the system gives no thread, the next one tries again
    }
    GreenloomBridge.unpark(reporter);
  }

  private void run() {
    while (true) {
      try {
        Runnable task = next();
        places.takeOver(System.nanoTime()).forEach(this::print);
        if (task != null) {
          task.run();
        }
      } catch (Throwable e) {
        errors.note(EngineErrors.REPORTER, e); // the others are to be reported
        backoff.failed();
      }
      backoff.turnEnds();
    }
  }

  private @Nullable Runnable next() {
    Runnable task = work.poll();
    if (task == null) {
      boolean ignored = Thread.interrupted(); // by the application; parking would not wait
      GreenloomBridge.pause(places.untilNext(System.nanoTime()));
      task = work.poll();
    }
    return task;
  }

  private void report(Incident incident, long now) {
    StackTraceElement[] stack = incident.greenlet().getStackTrace();
    boolean gone = incident.isOver(); // then this is the stack of something else
    HubBlocked blocked =
        new HubBlocked(
            incident.hub().index(),
            GreenloomBridge.facade(incident.greenlet()).getName(),
            gone ? List.of() : List.of(stack),
            Duration.ofNanos(now - incident.since()),
            incident.isHandedOff());
    Recording recording = Recording.isOn() ? Recording.begin(blocked) : null;
    open.put(incident, new Report(blocked, recording));
    tell(listener -> listener.blocked(blocked));
  }

  private void print(Incident incident, long now) {
    Report report = open.get(incident);
    if (report == null) {
      return;
    }
    String place = Reports.place(report.blocked().stack(), incident.isHandedOff());
    if (!places.counts(place) && limit.allows(now)) {
      places.begin(place, incident.number(), now);
      printed.add(incident);
      print(
          Reports.begun(
              incident, blockedSoFar(report.blocked(), incident, now), limit.takeLeftOut()));
    }
  }

  private void close(Incident incident, long now) {
    Report report = open.remove(incident);
    if (report == null) {
      return;
    }
    HubBlocked ended = blockedSoFar(report.blocked(), incident, now);
    if (printed.remove(incident)) {
      print(Reports.ended(incident, ended));
    }
    if (report.recording() != null) {
      report.recording().end(ended);
    }
    tell(listener -> listener.released(ended));
  }

  private static HubBlocked blockedSoFar(HubBlocked begun, Incident incident, long now) {
    Duration duration = Duration.ofNanos(now - incident.since());
    return new HubBlocked(
        begun.hub(), begun.thread(), begun.stack(), duration, incident.isHandedOff());
  }

  private void print(String text) {
    err.print(text);
    err.flush();
  }

  private void tell(Consumer<HubListener> event) {
    for (HubListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        print("greenloom: a listener failed: " + e + System.lineSeparator());
      }
    }
  }
}
