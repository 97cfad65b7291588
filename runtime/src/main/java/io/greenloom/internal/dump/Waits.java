package io.greenloom.internal.dump;

import io.greenloom.internal.dump.Activity.Kind;
import io.greenloom.internal.jdk.ThreadSnapshot.OwnedMonitor;
import io.greenloom.internal.thread.WaitGraph.Wait;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom. A lock knows its owner; a monitor's is whoever is found to have it, so that
 * owners are complete only when all threads have been added.
 */
final class Waits {
  private final IdentityHashMap<Thread, Observation> waiting = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Thread> monitorOwners = new IdentityHashMap<>();

  void add(Observation observation) {
    Kind kind = observation.activity().kind();
    if (kind == Kind.LOCK || kind == Kind.MONITOR || kind == Kind.JOIN) {
      waiting.put(observation.thread(), observation);
    }
    for (OwnedMonitor owned : observation.monitors()) {
      monitorOwners.put(owned.monitor(), observation.thread());
    }
  }

  /** Adds a thread, if it has not ended. */
  void addIfAny(@Nullable Observation observation) {
    if (observation != null) {
      add(observation);
    }
  }

  /** Puts the owner in where a thread waits for a monitor. */
  Observation complete(Observation observation) {
    Activity activity = observation.activity();
    return activity.kind() == Kind.MONITOR
        ? observation.with(activity.ownedBy(owner(activity)))
        : observation;
  }

  private @Nullable Thread owner(Activity activity) {
    return activity.kind() == Kind.MONITOR ? monitorOwners.get(activity.lock()) : activity.owner();
  }

  /** The waits that may be part of a deadlock. */
  IdentityHashMap<Thread, Wait> graph() {
    IdentityHashMap<Thread, Wait> graph = new IdentityHashMap<>();
    for (Observation observation : waiting.values()) {
      Activity activity = observation.activity();
      Thread owner = owner(activity);
      Object lock = activity.lock();
      if (activity.canDeadlock() && owner != null && lock != null) {
        graph.put(observation.thread(), new Wait(lock, owner));
      }
    }
    return graph;
  }

  /** Who has or is what somebody waits for. */
  Set<Thread> owners() {
    Set<Thread> owners = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Observation observation : waiting.values()) {
      Thread owner = owner(observation.activity());
      if (owner != null) {
        owners.add(owner);
      }
    }
    return owners;
  }

  /** What a thread waits for, as the line about a deadlock has it. */
  String describe(Thread thread) {
    Observation observation = waiting.get(thread);
    return observation == null ? "" : complete(observation).activity().textWithOwner();
  }
}
