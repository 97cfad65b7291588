package io.greenloom.internal.thread;

import io.greenloom.internal.config.Config;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The green threads of this JVM: which threads become green, and how long they keep the JVM alive.
 *
 * <p>The VM counts platform threads only. When it has found no non-daemon one left it enters {@code
 * Shutdown.shutdown}; there the exit waits for the non-daemon green threads as well, and then for
 * non-daemon platform threads that those have started meanwhile.
 */
public final class GreenThreads {
  private final Hubs hubs;
  private final ThreadRules rules;
  private final AtomicInteger nonDaemons = new AtomicInteger();
  private volatile @Nullable Thread exitWaiter;
  private volatile boolean shuttingDown;

  /**
   * Creates the empty set.
   *
   * @param hubs where green threads run
   * @param config which threads become green
   */
  public GreenThreads(Hubs hubs, Config config) {
    this.hubs = hubs;
    this.rules = new ThreadRules(config);
  }

  /**
   * Decides about a thread that is being started. Once the JVM is shutting down all are left alone:
   * shutdown hooks have to run whatever state the hubs are in.
   *
   * @param thread the application's thread
   * @return the greenlet for it, or null to leave it a platform thread
   */
  public @Nullable RawGreenlet greenletFor(Thread thread) {
    return !shuttingDown && rules.becomesGreen(thread)
        ? new RawGreenlet(hubs.next(), thread)
        : null;
  }

  /**
   * Counts a green thread that starts; any thread.
   *
   * @param greenlet the greenlet behind it
   */
  public void started(RawGreenlet greenlet) {
    if (greenlet.keepsJvm()) {
      nonDaemons.incrementAndGet();
    }
  }

  /**
   * Counts a green thread that has ended; any thread.
   *
   * @param greenlet the greenlet behind it
   */
  public void finished(RawGreenlet greenlet) {
    if (greenlet.keepsJvm() && nonDaemons.decrementAndGet() == 0) {
      LockSupport.unpark(exitWaiter);
    }
  }

  /** The shutdown hooks are about to run. */
  public void shutdownBegins() {
    shuttingDown = true;
  }

  /** Waits until no green thread keeps the JVM alive; the JVM's exit thread only. */
  public void awaitNonDaemons() {
    exitWaiter = Thread.currentThread();
    do {
      while (nonDaemons.get() > 0) {
        LockSupport.park(this);
        clearInterrupt();
      }
    } while (joinNonDaemonPlatformThreads());
  }

  /** Nobody may cut the JVM's exit short, and park would not wait while it is set. */
  private static void clearInterrupt() {
    boolean ignored = Thread.interrupted();
  }

  /** Returns whether there was one to wait for. */
  private static boolean joinNonDaemonPlatformThreads() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
      root = parent;
    }
    Thread[] threads = new Thread[root.activeCount() + 64];
    int count = root.enumerate(threads);
    boolean found = false;
    for (Thread thread : Arrays.copyOf(threads, count)) {
      if (!thread.isDaemon() && thread != Thread.currentThread()) {
        found = true;
        joinUninterruptibly(thread);
      }
    }
    return found;
  }

  @SuppressWarnings("ThreadJoinLoop") // it is that loop, without restoring the interrupt
  private static void joinUninterruptibly(Thread thread) {
    while (true) {
      try {
        thread.join();
        return;
      } catch (InterruptedException e) {
        // nobody may cut the JVM's exit short; the interrupt has no one else to go to
      }
    }
  }
}
