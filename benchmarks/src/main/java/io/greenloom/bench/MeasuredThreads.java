package io.greenloom.bench;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * JMH's worker and the threads that it starts, all of one kind: what a benchmark measures happens
 * on these only. Benchmarks that need several threads start them anew for each invocation, with so
 * many operations that the start does not count.
 */
@State(Scope.Thread)
public class MeasuredThreads {
  /** What the threads have to be. */
  @Param ThreadKind kind = ThreadKind.PLATFORM;

  private ThreadSource source = ThreadSource.PLATFORM;

  /** Creates the state, for JMH. */
  public MeasuredThreads() {}

  /**
   * Refuses to measure on any other threads than are meant.
   *
   * @throws InterruptedException never
   */
  @Setup
  public void requireKind() throws InterruptedException {
    source = kind == ThreadKind.VIRTUAL ? ThreadSource.VIRTUAL : ThreadSource.PLATFORM;
    ThreadKind worker = ThreadKind.ofCurrent();
    ThreadKind started = source.kindOfStarted();
    if (worker != kind || started != kind) {
      throw new IllegalStateException(
          "runs on " + worker + " and " + started + " threads, not " + kind);
    }
  }

  Thread unstarted(Runnable task) {
    return source.unstarted(task);
  }

  /** Runs a task on the worker and the others on a thread each, and returns when all have ended. */
  void run(Runnable own, Runnable... others) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Runnable task : others) {
      threads.add(unstarted(task));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    own.run();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
