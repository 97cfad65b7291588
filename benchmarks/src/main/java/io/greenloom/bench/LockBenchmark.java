package io.greenloom.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to hold a lock or a monitor that nobody else wants, or that three others wait for:
 * each holder yields while it has it, so that the others find it taken, and once more without it,
 * so that another one gets it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("ThreadPriorityCheck") // it has to yield
public class LockBenchmark {
  private static final int THREADS = 4;

  /** How often all threads together get the lock. */
  private static final int TURNS = 40_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Object monitor = new Object();
  private long turns;

  /** Creates the state, for JMH. */
  public LockBenchmark() {}

  /**
   * A {@code ReentrantLock} for one thread.
   *
   * @param threads the kind of threads
   * @return something for JMH to use
   */
  @Benchmark
  public long lockAlone(MeasuredThreads threads) {
    lock.lock();
    try {
      return ++turns;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A monitor for one thread.
   *
   * @param threads the kind of threads
   * @return something for JMH to use
   */
  @Benchmark
  public long monitorAlone(MeasuredThreads threads) {
    synchronized (monitor) {
      return ++turns;
    }
  }

  /**
   * A {@code ReentrantLock} for several threads.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public void lockTogether(MeasuredThreads threads) throws InterruptedException {
    Runnable task =
        () -> {
          for (int i = 0; i < TURNS / THREADS; i++) {
            lock.lock();
            try {
              Thread.yield();
            } finally {
              lock.unlock();
            }
            Thread.yield();
          }
        };
    threads.run(task, task, task, task);
  }

  /**
   * A monitor for several threads.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public void monitorTogether(MeasuredThreads threads) throws InterruptedException {
    Runnable task =
        () -> {
          for (int i = 0; i < TURNS / THREADS; i++) {
            synchronized (monitor) {
              Thread.yield();
            }
            Thread.yield();
          }
        };
    threads.run(task, task, task, task);
  }
}
