package io.greenloom.internal.thread;

import io.greenloom.internal.hub.HubThread;
import io.greenloom.internal.jdk.ThreadSnapshot;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which lock, at one moment. The owner of a lock of {@code java.util.concurrent} is in the
 * lock; for monitors all threads have to be asked, which is done when the first is looked for.
 */
final class LockOwners {
  private @Nullable IdentityHashMap<Object, Thread> monitorOwners;

  /** The application's thread that owns a lock that another thread waits for, or null. */
  @Nullable Thread ownerOf(ThreadSnapshot waiting) {
    Object lock = waiting.lock();
    if (lock == null) {
      return null;
    }
    Thread owner = GreenloomBridge.ownerOf(lock);
    return owner != null || waiting.state() != Thread.State.BLOCKED ? owner : monitorOwner(lock);
  }

  /** Of any thread of the application; null if it has ended, or carries others. */
  static @Nullable ThreadSnapshot snapshot(Thread thread) {
    if (!GreenloomPolling.parked(thread).equals(thread)) {
      return ThreadSnapshot.ofGreen(thread);
    }
    boolean carries =
        (thread instanceof HubThread own && !own.isOfApplication())
            || thread.getClass().getName().equals("jdk.internal.misc.CarrierThread");
    return carries ? null : ThreadSnapshot.ofPlatform(thread);
  }

  private @Nullable Thread monitorOwner(Object monitor) {
    IdentityHashMap<Object, Thread> owners = monitorOwners;
    if (owners == null) {
      owners = new IdentityHashMap<>();
      for (Thread thread : GreenloomManagement.allThreads()) {
        ThreadSnapshot snapshot = snapshot(thread);
        if (snapshot != null) {
          for (ThreadSnapshot.OwnedMonitor owned : snapshot.monitors()) {
            owners.put(owned.monitor(), thread);
          }
        }
      }
      monitorOwners = owners;
    }
    return owners.get(monitor);
  }
}
