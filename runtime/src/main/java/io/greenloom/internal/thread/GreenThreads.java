package io.greenloom.internal.thread;

import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.ReportLevel;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.hub.RawGreenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The green threads of this JVM: which threads become green, and how long they keep the JVM alive.
 *
 * <p>The VM counts platform threads only. When it has found no non-daemon one left it enters {@code
 * Shutdown.shutdown}; there the exit waits for the non-daemon green threads as well, and then for
 * those whose end waits for their own lock and for non-daemon platform threads that have been
 * started meanwhile.
 */
public final class GreenThreads {
  private static final long ONE_LIVE = 1L << Integer.SIZE;

  private final Hubs hubs;
  private final ThreadRules rules;
  private final boolean reported;

  /**
   * Live threads in the upper half, those that keep the JVM alive in the lower: one CAS a start.
   */
  private final AtomicLong counts = new AtomicLong();

  private final LongAdder started = new LongAdder();

  private final AtomicInteger peak = new AtomicInteger();

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
    this.rules = new ThreadRules(config, GreenloomBridge.defaultStackSize());
    this.reported = config.get(Settings.REPORT) == ReportLevel.THREADS;
  }

  /**
   * Decides about a thread that is being started. Once the JVM is shutting down all are left alone:
   * shutdown hooks have to run whatever state the hubs are in.
   *
   * @param thread the application's thread
   * @return the greenlet for it, or null to leave it a platform thread
   */
  public @Nullable RawGreenlet greenletFor(Thread thread) {
    String reason = shuttingDown ? "the JVM is shutting down" : rules.reasonAgainst(thread);
    if (reported) {
      report(thread, reason);
    }
    return reason == null ? new RawGreenlet(hubs.forStart(), thread) : null;
  }

  private static void report(Thread thread, @Nullable String reason) {
    System.err.printf(
        "greenloom: thread #%d '%s' (%s) %s%n",
        thread.threadId(),
        thread.getName(),
        thread.getClass().getName(),
        reason == null ? "is green" : "stays a platform thread: " + reason);
  }

  /**
   * Counts a green thread that starts; any thread.
   *
   * @param greenlet the greenlet behind it
   */
  public void started(RawGreenlet greenlet) {
    started.increment();
    int count = live(counts.addAndGet(share(greenlet)));
    if (count > peak.get()) {
      peak.accumulateAndGet(count, Math::max);
    }
  }

  /**
   * Counts a green thread that has ended; any thread.
   *
   * @param greenlet the greenlet behind it
   */
  public void finished(RawGreenlet greenlet) {
    long left = counts.addAndGet(-share(greenlet));
    if (greenlet.keepsJvm() && nonDaemons(left) == 0) {
      LockSupport.unpark(exitWaiter);
    }
  }

  private static long share(RawGreenlet greenlet) {
    return ONE_LIVE + (greenlet.keepsJvm() ? 1 : 0);
  }

  private static int live(long counts) {
    return (int) (counts >>> Integer.SIZE);
  }

  private static int nonDaemons(long counts) {
    return (int) counts;
  }

  /**
   * Counts those that live; any thread.
   *
   * @param daemonsOnly whether to count daemon threads only
   * @return how many there are, at about this moment
   */
  public int live(boolean daemonsOnly) {
    long now = counts.get();
    return daemonsOnly ? live(now) - nonDaemons(now) : live(now);
  }

  /** {@return the most that have lived at once since {@link #resetPeak}} */
  public int peak() {
    return peak.get();
  }

  /** Lets {@link #peak} begin anew with those that live. */
  public void resetPeak() {
    peak.set(live(counts.get()));
  }

  /** {@return how many have been started so far} */
  public long startedCount() {
    return started.sum();
  }

  /** The shutdown hooks are about to run. */
  public void shutdownBegins() {
    shuttingDown = true;
  }

  /** Waits until no green thread keeps the JVM alive; the JVM's exit thread only. */
  public void awaitNonDaemons() {
    exitWaiter = Thread.currentThread();
    do {
      while (nonDaemons(counts.get()) > 0) {
        LockSupport.park(this);
        clearInterrupt();
      }
    } while (joinNonDaemons());
  }

  /** Nobody may cut the JVM's exit short, and park would not wait while it is set. */
  private static void clearInterrupt() {
    boolean ignored = Thread.interrupted();
  }

  /** Returns whether there was one to wait for. */
  private static boolean joinNonDaemons() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
      root = parent;
    }
    Thread[] threads = new Thread[root.activeCount() + 64];
    int count = root.enumerate(threads);
    List<Thread> left = new ArrayList<>(GreenloomBridge.endingThreads()); // counted no more
    for (int i = 0; i < count; i++) {
      left.add(threads[i]);
    }
    boolean found = false;
    for (Thread thread : left) {
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
