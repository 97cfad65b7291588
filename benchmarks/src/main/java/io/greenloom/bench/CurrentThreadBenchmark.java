package io.greenloom.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@code Thread.currentThread()} costs in an application's class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CurrentThreadBenchmark {
  /** What JMH's worker has to be. */
  @Param ThreadKind kind = ThreadKind.PLATFORM;

  /** Creates the state, for JMH. */
  public CurrentThreadBenchmark() {}

  /** Refuses to measure on any other thread than is meant. */
  @Setup
  public void requireKind() {
    ThreadKind actual = ThreadKind.ofCurrent();
    if (actual != kind) {
      throw new IllegalStateException("runs on a " + actual + " thread, not " + kind);
    }
  }

  /**
   * The call.
   *
   * @return its result, for JMH to use
   */
  @Benchmark
  public Thread currentThread() {
    return Thread.currentThread();
  }
}
