package io.greenloom.internal.thread;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Threads that wait for each other. */
public final class WaitGraph {
  private WaitGraph() {}

  /**
   * What a thread waits for.
   *
   * @param lock a lock, a monitor, or the thread that it joins
   * @param owner who has it, or is it
   */
  public record Wait(Object lock, Thread owner) {
    /**
     * Compares by identity, as threads and locks of the application are to be.
     *
     * @param other another wait, or null
     * @return whether it is for the same, of the same
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean isSame(@Nullable Wait other) {
      return other != null && lock == other.lock && owner == other.owner;
    }

    /**
     * Whether a thread that waits for itself so does for ever; one may seem to own what it gets.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isJoin() {
      return lock == owner;
    }
  }

  /**
   * Finds circles.
   *
   * @param waits what each thread waits for
   * @return the threads of each circle, each before the one that it waits for
   */
  public static List<List<Thread>> circles(IdentityHashMap<Thread, Wait> waits) {
    List<List<Thread>> circles = new ArrayList<>();
    Set<Thread> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread start : waits.keySet()) {
      List<Thread> path = new ArrayList<>();
      Wait wait = null;
      Thread thread = start;
      while (thread != null && seen.add(thread)) {
        path.add(thread);
        wait = waits.get(thread);
        thread = wait == null ? null : wait.owner();
      }
      int from = indexOf(thread, path);
      if (from >= 0 && wait != null && (path.size() - from > 1 || wait.isJoin())) {
        circles.add(List.copyOf(path.subList(from, path.size())));
      }
    }
    return circles;
  }

  @SuppressWarnings("ReferenceEquality")
  private static int indexOf(@Nullable Thread thread, List<Thread> path) {
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i) == thread) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Leaves out the waits that were not so before.
   *
   * @param waits some waits, which change
   * @param before earlier ones
   */
  public static void retainSame(
      IdentityHashMap<Thread, Wait> waits, IdentityHashMap<Thread, Wait> before) {
    waits.entrySet().removeIf(entry -> !entry.getValue().isSame(before.get(entry.getKey())));
  }
}
