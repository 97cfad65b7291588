package io.greenloom.internal.hub;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The carriers of all hubs: one each, and spare ones for hubs that are handed off. A carrier that
 * has lost its hub waits some time for another before it ends.
 */
final class Carriers {
  /** About as many threads as a JVM takes without thought; each costs a stack. */
  static final int MAX = 1024;

  private static final long IDLE_SECONDS = 10;

  private final SynchronousQueue<Hub> waiting = new SynchronousQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger created = new AtomicInteger();

  /** Whether {@link #carry} would find a carrier; the monitor's thread only, as carry is. */
  boolean available() {
    return count.get() < MAX;
  }

  /** {@return the number of carriers, with a hub or without} */
  int count() {
    return count.get();
  }

  /** Has a carrier run a hub that nobody owns. */
  void carry(Hub hub) {
    if (!waiting.offer(hub)) {
      count.incrementAndGet();
      String name = "greenloom-carrier-" + created.getAndIncrement();
      new HubThread(name, () -> run(hub)).start();
    }
  }

  private void run(Hub first) {
    HubThread self = (HubThread) Thread.currentThread();
    @Nullable Hub hub = first;
    while (hub != null) {
      hub.loop(self);
      hub = next();
    }
    count.decrementAndGet();
  }

  private @Nullable Hub next() {
    try {
      return waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return null; // a stray interrupt of the application: this carrier is not needed
    }
  }
}
