package io.greenloom.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * What the benchmarks of Greenloom's API do, said by that API or by the plain JDK. All else in the
 * benchmarks is the same. Only the one that is measured gets loaded: that JVM may not have the
 * other one's classes.
 */
interface Fibers {
  /** Something to run. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  /** Where items go through, in the order in which they are put. */
  interface Passage {
    void put(Integer item) throws InterruptedException;

    Integer get() throws InterruptedException;
  }

  /** Calls the identity for each element, all at the same time or as many as are allowed. */
  interface Mapper extends AutoCloseable {
    List<Integer> map(List<Integer> input) throws InterruptedException, ExecutionException;

    @Override
    void close();
  }

  /** A passage that is a queue of the JDK. */
  record QueuePassage(BlockingQueue<Integer> queue) implements Passage {
    @Override
    public void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Integer get() throws InterruptedException {
      return queue.take();
    }
  }

  /** Throws unless the current thread is one of these, and all of them share one hub or carrier. */
  void requireCurrent();

  /** Starts one. */
  <T> Future<T> start(Callable<T> body);

  /** Starts so many and waits until all have ended, however they do. */
  void runAll(int count, Task task) throws InterruptedException;

  void sleep(Duration time) throws InterruptedException;

  /** Creates a passage that has no room for items. */
  Passage channel();

  /** Creates what has so many places, or no limit if there is no such thing. */
  Mapper mapper(int places);

  /**
   * Enters a block of code that may take a second, and leaves it at once.
   *
   * @return something of it, to be consumed
   */
  Object enterLimited();

  /** Calls something in a new one, once that has been looked at. */
  default <T> T call(Callable<T> body) throws InterruptedException, ExecutionException {
    return start(
            () -> {
              requireCurrent();
              return body.call();
            })
        .get();
  }
}
