package io.greenloom.bench;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What Greenloom's API costs where gevent has the same. Each invocation fails unless all that it
 * should have done has been done.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GreenletBenchmark {
  private static final int SPAWNED = 1_000;
  private static final int ITEMS = 10_000;
  private static final int TASKS = 10_000;
  private static final int BLOCKS = 10_000;

  /** Touched on the only hub, one after the other. */
  private int ended;

  /** Creates the state, for JMH. */
  public GreenletBenchmark() {}

  /** What is mapped, and by how many at the same time. */
  @State(Scope.Thread)
  public static class Mapped {
    /** The size of the pool. */
    @Param("1")
    int places = 1;

    /** The number of elements that are mapped at once. */
    @Param("20")
    int elements = 20;

    /** Creates the state, for JMH. */
    public Mapped() {}
  }

  /**
   * Starts a batch, then waits for all of it.
   *
   * @param fibers the kind
   * @return how many have ended
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(SPAWNED)
  public int spawn(MeasuredFibers fibers) throws Exception {
    return fibers.call(() -> {
      ended = 0;
      fibers.get().runAll(SPAWNED, () -> ended++);
      require(SPAWNED, ended);
      return ended;
    });
  }

  /**
   * Items that go from one to another, who waits for each.
   *
   * @param fibers the kind
   * @return how many have arrived
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int channel(MeasuredFibers fibers) throws Exception {
    return pass(fibers, fibers.get().channel());
  }

  /**
   * Items that go through a queue with one place.
   *
   * @param fibers the kind
   * @return how many have arrived
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int arrayQueue(MeasuredFibers fibers) throws Exception {
    return pass(fibers, new Fibers.QueuePassage(new ArrayBlockingQueue<>(1)));
  }

  /**
   * Items that go through another queue with one place.
   *
   * @param fibers the kind
   * @return how many have arrived
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int linkedQueue(MeasuredFibers fibers) throws Exception {
    return pass(fibers, new Fibers.QueuePassage(new LinkedBlockingQueue<>(1)));
  }

  private static int pass(MeasuredFibers fibers, Fibers.Passage passage)
      throws InterruptedException, ExecutionException {
    return fibers.call(() -> {
      Future<Integer> getter = fibers.get().start(() -> getAll(passage));
      for (int i = 0; i < ITEMS; i++) {
        passage.put(i);
      }
      return getter.get();
    });
  }

  private static int getAll(Fibers.Passage passage) throws InterruptedException {
    for (int i = 0; i < ITEMS; i++) {
      require(i, passage.get());
    }
    return ITEMS;
  }

  /**
   * Calls the identity for each element of a list, again and again.
   *
   * @param fibers the kind
   * @param mapped how many
   * @return the number of results
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int poolMap(MeasuredFibers fibers, Mapped mapped) throws Exception {
    List<Integer> input = Collections.nCopies(mapped.elements, 1);
    return fibers.call(() -> {
      int results = 0;
      try (Fibers.Mapper mapper = fibers.get().mapper(mapped.places)) {
        for (int i = 0; i < TASKS / mapped.elements; i++) {
          for (int result : mapper.map(input)) {
            results += result;
          }
        }
      }
      require(TASKS, results);
      return results;
    });
  }

  /**
   * A block of code that is stopped after a second, and takes none.
   *
   * @param fibers the kind
   * @param blackhole lets each seem to be of use
   * @return how many there were
   * @throws Exception never
   */
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int timeout(MeasuredFibers fibers, Blackhole blackhole) throws Exception {
    return fibers.call(() -> {
      for (int i = 0; i < BLOCKS; i++) {
        blackhole.consume(fibers.get().enterLimited());
      }
      return BLOCKS;
    });
  }

  private static void require(int expected, int actual) {
    if (actual != expected) {
      throw new IllegalStateException("should have been " + expected + ", but is " + actual);
    }
  }
}
