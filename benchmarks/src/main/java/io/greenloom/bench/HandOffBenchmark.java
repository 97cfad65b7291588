package io.greenloom.bench;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to pass an object from one thread to another that waits for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOffBenchmark {
  private static final int OBJECTS = 100_000;
  private static final Object OBJECT = new Object();

  private final SynchronousQueue<Object> synchronous = new SynchronousQueue<>();
  private final LinkedTransferQueue<Object> transfer = new LinkedTransferQueue<>();
  private final BlockingQueue<Object> there = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> back = new LinkedBlockingQueue<>();

  /** Creates the state, for JMH. */
  public HandOffBenchmark() {}

  /** A step of one of the two threads, which may have to wait for the other one. */
  private interface Step {
    void run() throws InterruptedException;
  }

  /** A way to take an object. */
  private interface Take {
    @Nullable Object from(BlockingQueue<Object> queue) throws InterruptedException;
  }

  /**
   * {@code put} and {@code take} of a {@code SynchronousQueue}, in one direction.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(OBJECTS)
  public void synchronousQueue(MeasuredThreads threads) throws InterruptedException {
    threads.run(
        repeat(OBJECTS, () -> synchronous.put(OBJECT)), repeat(OBJECTS, () -> synchronous.take()));
  }

  /**
   * {@code transfer} and {@code take} of a {@code LinkedTransferQueue}, in one direction.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(OBJECTS)
  public void linkedTransferQueue(MeasuredThreads threads) throws InterruptedException {
    threads.run(
        repeat(OBJECTS, () -> transfer.transfer(OBJECT)), repeat(OBJECTS, () -> transfer.take()));
  }

  /**
   * {@code put} and {@code take} of two {@code LinkedBlockingQueue}s, there and back.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(OBJECTS)
  public void linkedBlockingQueues(MeasuredThreads threads) throws InterruptedException {
    passThereAndBack(threads, BlockingQueue::take);
  }

  /**
   * The same with a limit of the time to wait that is never reached: a timer is armed and given up.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(OBJECTS)
  public void linkedBlockingQueuesTimed(MeasuredThreads threads) throws InterruptedException {
    passThereAndBack(threads, queue -> queue.poll(1, TimeUnit.SECONDS));
  }

  private void passThereAndBack(MeasuredThreads threads, Take take) throws InterruptedException {
    threads.run(
        repeat(
            OBJECTS / 2,
            () -> {
              there.put(OBJECT);
              require(take.from(back));
            }),
        repeat(
            OBJECTS / 2,
            () -> {
              require(take.from(there));
              back.put(OBJECT);
            }));
  }

  private static void require(@Nullable Object object) {
    if (object == null) {
      throw new IllegalStateException("nothing has come for a second");
    }
  }

  private static Runnable repeat(int times, Step step) {
    return () -> {
      try {
        for (int i = 0; i < times; i++) {
          step.run();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
