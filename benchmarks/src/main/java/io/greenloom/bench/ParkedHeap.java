package io.greenloom.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * How much of the heap a parked thread takes, its stack included. Prints one line of {@code
 * key=value} pairs.
 *
 * <p>The first threads of a JVM run in the interpreter, whose frames are larger: they come and go
 * before the measurement.
 */
public final class ParkedHeap {
  private static final int WARMUPS = 3;

  /**
   * The serial collector leaves dead objects in place, up to 5 % of the heap, but in each fourth.
   */
  private static final int COLLECTIONS = 4;

  private static final int DEPTH = 10;

  private final int count;
  private final IntFunction<Thread> factory;
  private volatile boolean released;

  private ParkedHeap(Options options) {
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    this.count = options.number("--count");
    this.factory = factory(source, options.text("--names"), this::park);
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --names none|automatic --hold SECONDS};
   *     it holds the parked threads for somebody who wants to look at the heap
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws InterruptedException {
    Options options = Options.of(args);
    ParkedHeap program = new ParkedHeap(options);
    String kind = ThreadSource.of(options.text("--threads")).kind();
    for (int i = 0; i < WARMUPS; i++) {
      program.release(program.parkAll());
    }
    double before = usedHeap();
    Thread[] threads = program.parkAll();
    double after = usedHeap();
    System.out.printf("kind=%s bytes=%.1f%n", kind, (after - before) / threads.length);
    TimeUnit.SECONDS.sleep(options.number("--hold"));
    program.release(threads);
  }

  private static IntFunction<Thread> factory(ThreadSource source, String names, Runnable task) {
    return switch (names) {
      case "none" -> i -> source.named(task, "");
      case "automatic" ->
          source == ThreadSource.PLATFORM
              ? i -> source.unstarted(task)
              : i -> source.named(task, "Thread-" + i);
      default -> throw new IllegalArgumentException("--names " + names);
    };
  }

  private Thread[] parkAll() throws InterruptedException {
    released = false;
    Thread[] threads = new Thread[count];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = factory.apply(i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    return threads;
  }

  private void release(Thread[] threads) throws InterruptedException {
    released = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void park() {
    descend(DEPTH);
  }

  private void descend(int depth) {
    if (depth > 1) {
      descend(depth - 1);
      return;
    }
    while (!released) {
      LockSupport.park();
    }
  }

  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
