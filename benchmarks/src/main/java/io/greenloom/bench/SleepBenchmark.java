package io.greenloom.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to sleep, the time that was asked for aside. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SleepBenchmark {
  /** So many that there is always one that is due: asleep for 1 ms each, 4 per microsecond. */
  private static final int SLEEPERS = 4_000;

  private static final int SLEEPS = 50;

  /** Creates the state, for JMH. */
  public SleepBenchmark() {}

  /**
   * Many threads that sleep for a millisecond, again and again.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(SLEEPERS * SLEEPS)
  public void sleepTogether(MeasuredThreads threads) throws InterruptedException {
    Runnable[] others = new Runnable[SLEEPERS - 1];
    Arrays.fill(others, (Runnable) SleepBenchmark::sleepOften);
    threads.run(SleepBenchmark::sleepOften, others);
  }

  /**
   * One thread that sleeps for a microsecond, while nobody else keeps the processor awake. Less
   * would have passed before there is anything to wait for.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  public void sleepAlone(MeasuredThreads threads) throws InterruptedException {
    Thread.sleep(0, 1_000);
  }

  private static void sleepOften() {
    try {
      for (int i = 0; i < SLEEPS; i++) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
