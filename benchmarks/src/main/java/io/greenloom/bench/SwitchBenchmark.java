package io.greenloom.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs when one of two threads lets the other one run. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SwitchBenchmark {
  /** Of both threads together. */
  private static final int SWITCHES = 100_000;

  private static final long NEVER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The one of the two threads that may go on. */
  private volatile Thread turn = Thread.currentThread();

  /** Creates the state, for JMH. */
  public SwitchBenchmark() {}

  /**
   * {@code Thread.yield()}.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public void yieldInTurns(MeasuredThreads threads) throws InterruptedException {
    threads.run(SwitchBenchmark::yieldOften, SwitchBenchmark::yieldOften);
  }

  /**
   * {@code LockSupport.unpark} of the other thread and {@code park}.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public void parkInTurns(MeasuredThreads threads) throws InterruptedException {
    playWithPartner(threads, false);
  }

  /**
   * The same with a limit of the time to wait that is never reached: a timer is armed and given up.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public void parkNanosInTurns(MeasuredThreads threads) throws InterruptedException {
    playWithPartner(threads, true);
  }

  @SuppressWarnings("ThreadPriorityCheck") // what is measured
  private static void yieldOften() {
    for (int i = 0; i < SWITCHES / 2; i++) {
      Thread.yield();
    }
  }

  private void playWithPartner(MeasuredThreads threads, boolean timed) throws InterruptedException {
    Thread worker = Thread.currentThread();
    Thread partner = threads.unstarted(() -> play(Thread.currentThread(), worker, timed));
    turn = worker;
    partner.start();
    play(worker, partner, timed);
    partner.join();
  }

  private void play(Thread self, Thread other, boolean timed) {
    for (int i = 0; i < SWITCHES / 2; i++) {
      while (turn != self) {
        if (timed) {
          LockSupport.parkNanos(this, NEVER_NANOS);
        } else {
          LockSupport.park(this);
        }
      }
      turn = other;
      LockSupport.unpark(other);
    }
  }
}
