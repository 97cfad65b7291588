package io.greenloom.internal.thread;

import io.greenloom.internal.jdk.ThreadSnapshot;
import io.greenloom.internal.thread.WaitGraph.Wait;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds threads that wait for each other in a circle.
 *
 * <p>The VM stops all threads to look for a deadlock; here they go on, so that what each waits for
 * is seen at a different moment and a circle may never have been one. A real one stays: it is
 * looked at again, and counts if every thread in it still waits for the same lock of the same
 * owner.
 */
final class Deadlocks {
  private static final int LOOKS = 3;
  private static final long PAUSE_NANOS = 2_000_000;

  private final boolean monitorsOnly;

  private Deadlocks(boolean monitorsOnly) {
    this.monitorsOnly = monitorsOnly;
  }

  /**
   * Looks for deadlocks.
   *
   * @param monitorsOnly whether to leave locks of {@code java.util.concurrent} out
   * @return the threads in them
   */
  static Set<Thread> find(boolean monitorsOnly) {
    Deadlocks search = new Deadlocks(monitorsOnly);
    IdentityHashMap<Thread, Wait> waits = search.waits(List.of(GreenloomManagement.allThreads()));
    Set<Thread> members = cycles(waits);
    for (int look = 1; look < LOOKS && !members.isEmpty(); look++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      IdentityHashMap<Thread, Wait> again = search.waits(members);
      WaitGraph.retainSame(again, waits);
      members = cycles(again);
    }
    return members;
  }

  private IdentityHashMap<Thread, Wait> waits(Iterable<Thread> threads) {
    IdentityHashMap<Thread, Wait> waits = new IdentityHashMap<>();
    LockOwners owners = new LockOwners();
    for (Thread thread : threads) {
      Thread.State state = GreenloomBridge.stateOf(thread);
      if (state == Thread.State.BLOCKED || (state == Thread.State.WAITING && !monitorsOnly)) {
        ThreadSnapshot snapshot = LockOwners.snapshot(thread);
        Thread owner = snapshot == null ? null : owners.ownerOf(snapshot);
        Object lock = snapshot == null ? null : snapshot.lock();
        if (owner != null && lock != null) {
          waits.put(thread, new Wait(lock, owner));
        }
      }
    }
    return waits;
  }

  /** The threads that wait for themselves in the end, through at least one other. */
  private static Set<Thread> cycles(IdentityHashMap<Thread, Wait> waits) {
    Set<Thread> cycles = Collections.newSetFromMap(new IdentityHashMap<>());
    WaitGraph.circles(waits).forEach(cycles::addAll);
    return cycles;
  }
}
