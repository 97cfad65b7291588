package io.greenloom.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to start a thread that does nothing and to wait for its end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpawnBenchmark {
  private static final int THREADS = 1_000;

  private final Thread[] batch = new Thread[THREADS];

  /** Creates the state, for JMH. */
  public SpawnBenchmark() {}

  /**
   * Starts all threads of a batch, then joins them.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(THREADS)
  public void startAndJoin(MeasuredThreads threads) throws InterruptedException {
    for (int i = 0; i < THREADS; i++) {
      Thread thread = threads.unstarted(() -> {});
      batch[i] = thread;
      thread.start();
    }
    for (Thread thread : batch) {
      thread.join();
    }
  }
}
