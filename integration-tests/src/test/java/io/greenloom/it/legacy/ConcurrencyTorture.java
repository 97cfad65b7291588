package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.await;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Crowds of pool workers that block, are interrupted all at once, and come and go in waves; the
 * arguments say how many make a crowd and how many waves there are, the output does not.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "LockNotBeforeTry", "WaitNotInLoop", "resource"})
public final class ConcurrencyTorture {
  private static final int STORMS = 20;
  private static final int WORKERS = 60;
  private static final int WAVE = 500;
  private static final int ITEMS = 20_000;

  private static int crowd;
  private static int waves;

  private ConcurrencyTorture() {}

  /** Runs the program. */
  public static void main(String[] args) {
    crowd = Integer.parseInt(args[0]);
    waves = Integer.parseInt(args[1]);
    step("workers at a latch", ConcurrencyTorture::workersAtALatch);
    step("workers at a queue", ConcurrencyTorture::workersAtAQueue);
    step("workers that time out", ConcurrencyTorture::workersThatTimeOut);
    step("storms of shutdownNow", ConcurrencyTorture::shutdownStorms);
    step("shutdownNow while tasks come in", ConcurrencyTorture::shutdownWhileTasksComeIn);
    step("storm of cancellations", ConcurrencyTorture::cancellationStorm);
    step("storm of interrupts", ConcurrencyTorture::interruptStorm);
    step("waves of threads", ConcurrencyTorture::waves);
    step("barrier", ConcurrencyTorture::barrier);
    step("array queue", () -> producersAndConsumers(new ArrayBlockingQueue<>(3)));
    step("linked queue", () -> producersAndConsumers(new LinkedBlockingQueue<>(3)));
    step("deque", () -> producersAndConsumers(new LinkedBlockingDeque<>(3)));
    step("synchronous queue", () -> producersAndConsumers(new SynchronousQueue<>()));
    step("transfer queue", () -> producersAndConsumers(new LinkedTransferQueue<>()));
    System.out.println("done");
  }

  private static String allOf(long count) {
    return count == crowd ? "all" : count + " of " + crowd;
  }

  // -- crowds

  private static Object workersAtALatch() throws Exception {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(crowd);
    CountDownLatch blocked = new CountDownLatch(crowd);
    CountDownLatch release = new CountDownLatch(1);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      int number = i;
      futures.add(
          pool.submit(() -> {
            blocked.countDown();
            release.await();
            return number;
          }));
    }
    await(blocked);
    String seen =
        allOf(pool.getPoolSize())
            + " "
            + allOf(pool.getActiveCount())
            + " "
            + pool.getCompletedTaskCount();
    release.countDown();
    int right = 0;
    for (int i = 0; i < crowd; i++) {
      right += futures.get(i).get(20, TimeUnit.SECONDS) == i ? 1 : 0;
    }
    pool.shutdown();
    return seen + ", " + allOf(right) + " right " + pool.awaitTermination(20, TimeUnit.SECONDS);
  }

  /** The pool's own queue: idle workers wait there, and all get one task each. */
  private static Object workersAtAQueue() throws Exception {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(crowd);
    int started = pool.prestartAllCoreThreads();
    CyclicBarrier together = new CyclicBarrier(crowd + 1);
    for (int i = 0; i < crowd; i++) {
      pool.execute(() -> pass(together));
    }
    together.await(20, TimeUnit.SECONDS);
    int waiting = pool.shutdownNow().size();
    return allOf(started) + " " + waiting + " " + pool.awaitTermination(20, TimeUnit.SECONDS);
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      System.out.println("barrier: " + Steps.describe(e));
    }
  }

  private static Object workersThatTimeOut() throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(0, crowd, 50, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
    CountDownLatch blocked = new CountDownLatch(crowd);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < crowd; i++) {
      pool.execute(() -> {
        blocked.countDown();
        Steps.awaitQuietly(release);
      });
    }
    await(blocked);
    release.countDown();
    boolean empty = Steps.awaitTrue(() -> pool.getPoolSize() == 0);
    String seen =
        empty + " " + allOf(pool.getLargestPoolSize()) + " " + allOf(pool.getCompletedTaskCount());
    pool.shutdown();
    return seen + " " + pool.awaitTermination(20, TimeUnit.SECONDS);
  }

  // -- storms

  /** Ways in which a worker blocks, none of which ends by itself. */
  private static List<Callable<Object>> endlessWaits() {
    Object monitor = new Object();
    BlockingQueue<Object> empty = new LinkedBlockingQueue<>();
    BlockingQueue<Object> handOver = new SynchronousQueue<>();
    ReentrantLock held = new ReentrantLock();
    held.lock();
    Semaphore none = new Semaphore(0);
    return List.of(
        () -> {
          Thread.sleep(60_000);
          return "";
        },
        () -> empty.take(),
        () -> empty.poll(60, TimeUnit.SECONDS),
        () -> put(handOver),
        () -> {
          held.lockInterruptibly();
          return "";
        },
        () -> {
          none.acquire();
          return "";
        },
        () -> {
          synchronized (monitor) {
            monitor.wait();
          }
          return "";
        },
        () -> held.tryLock(60, TimeUnit.SECONDS),
        () -> new CountDownLatch(1).await(60, TimeUnit.SECONDS),
        () -> {
          Thread.currentThread().join();
          return "";
        });
  }

  private static Object put(BlockingQueue<Object> queue) throws InterruptedException {
    queue.put("");
    return "";
  }

  private static Runnable counting(
      Callable<Object> wait, CountDownLatch about, AtomicInteger interrupted) {
    return () -> {
      about.countDown();
      try {
        wait.call();
        System.out.println("a wait ended by itself");
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
      } catch (Exception e) {
        System.out.println("a wait failed: " + Steps.describe(e));
      }
    };
  }

  /** Several threads stop one pool; each worker is interrupted, each task returned, just once. */
  private static Object shutdownStorms() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    AtomicInteger returned = new AtomicInteger();
    for (int storm = 0; storm < STORMS; storm++) {
      List<Callable<Object>> waits = endlessWaits();
      ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(WORKERS);
      CountDownLatch about = new CountDownLatch(WORKERS);
      for (int i = 0; i < WORKERS; i++) {
        pool.execute(counting(waits.get(i % waits.size()), about, interrupted));
      }
      for (int i = 0; i < 10; i++) {
        pool.execute(() -> System.out.println("a task ran after all"));
      }
      await(about);
      Thread[] stoppers = new Thread[4];
      for (int i = 0; i < stoppers.length; i++) {
        stoppers[i] = start("stopper", () -> returned.addAndGet(pool.shutdownNow().size()));
      }
      join(stoppers);
      if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
        return "does not terminate: " + pool.getActiveCount();
      }
    }
    return interrupted + " interrupted, " + returned + " returned";
  }

  /** No task is lost: each has run, has been returned or has been refused. */
  private static Object shutdownWhileTasksComeIn() throws Exception {
    int lost = 0;
    for (int storm = 0; storm < STORMS; storm++) {
      ExecutorService pool = Executors.newFixedThreadPool(8);
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch some = new CountDownLatch(100);
      Thread[] submitters = new Thread[8];
      for (int i = 0; i < submitters.length; i++) {
        submitters[i] =
            start(
                "submitter",
                () -> {
                  try {
                    while (true) {
                      pool.execute(ran::incrementAndGet);
                      accepted.incrementAndGet();
                      some.countDown();
                      Thread.sleep(0, 1);
                    }
                  } catch (RejectedExecutionException e) {
                    // stopped
                  }
                });
      }
      await(some);
      int returned = pool.shutdownNow().size();
      join(submitters);
      if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
        return "does not terminate";
      }
      lost += accepted.get() - ran.get() - returned;
    }
    return lost + " lost";
  }

  private static Object cancellationStorm() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    int cancelled = 0;
    ExecutorService pool = Executors.newCachedThreadPool();
    for (int storm = 0; storm < STORMS; storm++) {
      List<Callable<Object>> waits = endlessWaits();
      CountDownLatch about = new CountDownLatch(WORKERS);
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        futures.add(pool.submit(counting(waits.get(i % waits.size()), about, interrupted)));
      }
      await(about);
      for (Future<?> future : futures) {
        cancelled += future.cancel(true) ? 1 : 0;
      }
    }
    int all = STORMS * WORKERS;
    Steps.awaitTrue(() -> interrupted.get() == all);
    pool.shutdown();
    boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
    return cancelled + " cancelled, " + interrupted + " interrupted " + ended;
  }

  private static Object interruptStorm() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    List<Callable<Object>> waits = endlessWaits();
    CountDownLatch about = new CountDownLatch(crowd);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      Thread thread =
          new Thread(counting(waits.get(i % waits.size()), about, interrupted), "stormed");
      thread.start();
      threads.add(thread);
    }
    await(about);
    threads.forEach(Thread::interrupt);
    join(threads.toArray(Thread[]::new));
    return allOf(interrupted.get()) + " " + threads.stream().filter(Thread::isAlive).count();
  }

  // -- coming and going

  private static Object waves() throws Exception {
    AtomicLong ran = new AtomicLong();
    for (int wave = 0; wave < waves; wave++) {
      Thread[] threads = new Thread[WAVE];
      for (int i = 0; i < WAVE; i++) {
        threads[i] = new Thread(ran::incrementAndGet);
      }
      for (Thread thread : threads) {
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
        if (thread.isAlive() || thread.getState() != Thread.State.TERMINATED) {
          return "joined, but " + thread.getState();
        }
      }
    }
    return ran.get() == (long) waves * WAVE ? "all" : ran;
  }

  private static Object barrier() throws Exception {
    int rounds = 50;
    AtomicInteger turns = new AtomicInteger();
    CyclicBarrier barrier = new CyclicBarrier(200, turns::incrementAndGet);
    AtomicInteger ahead = new AtomicInteger();
    Thread[] threads = new Thread[200];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          start(
              "t",
              () -> {
                for (int round = 1; round <= rounds; round++) {
                  barrier.await(20, TimeUnit.SECONDS);
                  // the next turn needs this thread
                  ahead.addAndGet(turns.get() == round ? 0 : 1);
                }
              });
    }
    join(threads);
    return turns + " " + ahead;
  }

  /** Everything that is put is taken once, by threads that all have to wait for each other. */
  private static Object producersAndConsumers(BlockingQueue<Integer> queue) throws Exception {
    int pairs = 50;
    AtomicLong sum = new AtomicLong();
    AtomicInteger taken = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      int producer = i;
      threads.add(
          start(
              "producer",
              () -> {
                for (int item = producer; item < ITEMS; item += pairs) {
                  queue.put(item);
                }
              }));
      threads.add(
          start(
              "consumer",
              () -> {
                for (int n = 0; n < ITEMS / pairs; n++) {
                  sum.addAndGet(queue.take());
                  taken.incrementAndGet();
                }
              }));
    }
    join(threads.toArray(Thread[]::new));
    return taken + " " + sum + " " + queue.size();
  }
}
