package io.greenloom.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Virtual threads, and what comes nearest to Greenloom's API in the JDK. */
final class VirtualFibers implements Fibers {
  /** Threads that nothing limits the number of. */
  private record ExecutorMapper(ExecutorService executor) implements Mapper {
    @Override
    public List<Integer> map(List<Integer> input) throws InterruptedException, ExecutionException {
      List<Callable<Integer>> tasks = new ArrayList<>(input.size());
      for (Integer element : input) {
        tasks.add(() -> element);
      }
      List<Integer> results = new ArrayList<>(input.size());
      for (Future<Integer> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }

    @Override
    public void close() {
      executor.close();
    }
  }

  @Override
  public void requireCurrent() {
    ThreadKind kind = ThreadKind.ofCurrent();
    if (kind != ThreadKind.VIRTUAL) {
      throw new IllegalStateException("on a " + kind + " thread, not a virtual one");
    }
    for (String property : List.of("parallelism", "maxPoolSize")) {
      String value = System.getProperty("jdk.virtualThreadScheduler." + property);
      if (!"1".equals(value)) {
        throw new IllegalStateException(property + " of the scheduler is " + value + ", not 1");
      }
    }
  }

  @Override
  public <T> Future<T> start(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.startVirtualThread(task);
    return task;
  }

  @Override
  public void runAll(int count, Task task) throws InterruptedException {
    Runnable own =
        () -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    List<Thread> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(Thread.startVirtualThread(own));
    }
    for (Thread thread : batch) {
      thread.join();
    }
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  @Override
  public Passage channel() {
    return new QueuePassage(new SynchronousQueue<>());
  }

  @Override
  public Mapper mapper(int places) {
    return new ExecutorMapper(Executors.newVirtualThreadPerTaskExecutor());
  }

  /** Has itself interrupted, the only way to stop what waits. */
  @Override
  public Object enterLimited() {
    Future<?> alarm =
        ForkJoinPool.commonPool().schedule(Thread.currentThread()::interrupt, 1, TimeUnit.SECONDS);
    return alarm.cancel(false);
  }
}
