package io.greenloom.internal.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which places have been reported within the last minute: what comes again there is only counted,
 * until the minute is over. For one thread.
 */
final class Places {
  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

  private final Map<String, Place> known = new HashMap<>();

  /** A place, since its report. */
  private static final class Place {
    private final int report;
    private final long since;
    private int more;

    Place(int report, long since) {
      this.report = report;
      this.since = since;
    }
  }

  /** Counts one more at a place; returns false if it has not been reported. */
  boolean counts(String place) {
    Place reported = known.get(place);
    if (reported != null) {
      reported.more++;
    }
    return reported != null;
  }

  /** A place is reported, under a number, at a time, {@code System.nanoTime()}. */
  void begin(String place, int report, long now) {
    known.put(place, new Place(report, now));
  }

  /** Forgets the places whose minute is over; returns a line for each where more came. */
  List<String> takeOver(long now) {
    List<String> lines = new ArrayList<>();
    known
        .entrySet()
        .removeIf(entry -> {
          Place place = entry.getValue();
          boolean isOver = now - place.since >= PERIOD;
          if (isOver && place.more > 0) {
            lines.add(Reports.more(place.more, place.report, entry.getKey()));
          }
          return isOver;
        });
    return lines;
  }

  /** How long until {@link #takeOver} has something to do: nanoseconds, negative for never. */
  long untilNext(long now) {
    long next = -1;
    for (Place place : known.values()) {
      long left = Math.max(0, PERIOD - (now - place.since));
      next = next < 0 ? left : Math.min(next, left);
    }
    return next;
  }
}
