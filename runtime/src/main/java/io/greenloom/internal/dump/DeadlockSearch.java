package io.greenloom.internal.dump;

import io.greenloom.internal.thread.WaitGraph;
import io.greenloom.internal.thread.WaitGraph.Wait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds threads that wait for each other in a circle. The threads go on while they are looked at,
 * so that what each waits for was seen at a different moment and a circle may never have been one.
 * A real one stays: its threads are looked at again, and must still wait for the same.
 */
final class DeadlockSearch {
  private static final int LOOKS = 3;
  private static final long PAUSE_NANOS = 2_000_000;

  private final Observer observer;

  DeadlockSearch(Observer observer) {
    this.observer = observer;
  }

  /** The lines about all deadlocks, the one with the oldest thread first. */
  List<String> lines(Waits first) {
    Waits waits = first;
    IdentityHashMap<Thread, Wait> graph = waits.graph();
    List<List<Thread>> circles = WaitGraph.circles(graph);
    for (int look = 1; look < LOOKS && !circles.isEmpty(); look++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      waits = new Waits();
      circles.stream().flatMap(List::stream).map(observer::look).forEach(waits::addIfAny);
      IdentityHashMap<Thread, Wait> again = waits.graph();
      WaitGraph.retainSame(again, graph);
      circles = WaitGraph.circles(again);
    }
    Waits confirmed = waits;
    return circles.stream()
        .map(DeadlockSearch::fromOldest)
        .sorted(Comparator.comparingLong(circle -> circle.getFirst().threadId()))
        .map(circle -> line(circle, confirmed))
        .toList();
  }

  private static List<Thread> fromOldest(List<Thread> circle) {
    List<Thread> turned = new ArrayList<>(circle);
    Thread oldest = Collections.min(circle, Comparator.comparingLong(Thread::threadId));
    while (turned.getFirst().threadId() != oldest.threadId()) {
      Collections.rotate(turned, -1);
    }
    return turned;
  }

  /** The owner that each wait ends with is the next thread, which is not named again. */
  static String line(List<Thread> circle, Waits waits) {
    StringBuilder text = new StringBuilder("Deadlock: ").append(Names.of(circle.getFirst()));
    for (int i = 0; i < circle.size(); i++) {
      text.append(i == 0 ? " waits for " : ", which waits for ");
      text.append(waits.describe(circle.get(i)));
    }
    return text.toString();
  }
}
