package io.greenloom.internal.monitor;

import io.greenloom.internal.LastWaits;
import io.greenloom.internal.dump.Standstill;
import io.greenloom.internal.hub.EngineErrors;
import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.hub.Hubs;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends waits of the API that can never end otherwise, see {@link LastWaits}. Looks closely, on a
 * thread of its own, only when the hubs have had nothing to do for a while, and less and less
 * often.
 */
final class StandstillWatch {
  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

  private final Hubs hubs;

  /** Since when the hubs have had nothing to do. */
  private long quietSince = System.nanoTime();

  private long pause = QUIET;
  private volatile boolean searching;

  StandstillWatch(Hubs hubs) {
    this.hubs = hubs;
  }

  /** One more tick of the monitor. */
  void tick(long now) {
    if (LastWaits.all().isEmpty() || searching || !Standstill.isPossible(hubs)) {
      quietSince = now;
      if (!searching) {
        pause = QUIET;
      }
    } else if (now - quietSince >= pause) {
      quietSince = now;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      HubThread searcher = new HubThread("greenloom-standstill", this::search);
      searching = true;
      try {
        searcher.start();
      } catch (Throwable e) {
        searching = false;
        throw e; // the system gives no thread; the monitor notes it
      }
    }
  }

  private void search() {
    try {
      List<LastWaits.Wait> waits = List.copyOf(LastWaits.all());
      String text = Standstill.describe(hubs);
      if (text != null) {
        waits.forEach(wait -> wait.neverEnds(text));
      }
    } catch (Throwable e) {
      hubs.errors().note(EngineErrors.STANDSTILL, e);
    } finally {
      searching = false;
    }
  }
}
