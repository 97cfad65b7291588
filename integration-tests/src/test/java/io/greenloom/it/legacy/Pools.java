package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Executors, timers, fork-join, futures, and what threads coordinate with. */
@SuppressWarnings({"FutureReturnValueIgnored", "ThreadPriorityCheck"})
public final class Pools {
  private Pools() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    executors();
    scheduled();
    forkJoin();
    futures();
    virtualThreads();
    coordination();
    manyThreads();
    sleepers();
  }

  private static void executors() {
    step(
        "fixed pool",
        () -> {
          Set<String> names = new ConcurrentSkipListSet<>();
          CyclicBarrier all = new CyclicBarrier(4);
          try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> tasks =
                IntStream.range(0, 100)
                    .<Callable<Integer>>mapToObj(i ->
                        () -> {
                          all.await();
                          names.add(Thread.currentThread().getName());
                          return i;
                        })
                    .toList();
            int sum = 0;
            for (Future<Integer> future : pool.invokeAll(tasks)) {
              sum += future.get();
            }
            return sum + " " + names;
          }
        });
    step(
        "cached pool",
        () -> {
          try (ExecutorService pool = Executors.newCachedThreadPool()) {
            return pool.invokeAny(
                List.of(
                    () -> "first",
                    () -> {
                      Thread.sleep(60_000);
                      return "late";
                    }));
          }
        });
    step(
        "single thread, own factory",
        () -> {
          Thread[] made = new Thread[1];
          AtomicReference<Thread> ran = new AtomicReference<>();
          try (ExecutorService pool =
              Executors.newSingleThreadExecutor(task -> {
                made[0] = new Thread(task, "made");
                made[0].setDaemon(true);
                return made[0];
              })) {
            pool.submit(() -> ran.set(Thread.currentThread())).get();
          }
          return (made[0] == ran.get()) + ran.get().getName();
        });
    step("beforeExecute", Pools::beforeExecute);
    step(
        "shutdownNow",
        () -> {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          AtomicInteger interrupted = new AtomicInteger();
          CountDownLatch running = new CountDownLatch(2);
          for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
              running.countDown();
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
            });
          }
          running.await();
          int waiting = pool.shutdownNow().size();
          boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
          return waiting + " " + ended + " " + interrupted;
        });
    step(
        "failing tasks",
        () -> {
          AtomicInteger failures = new AtomicInteger();
          Queue<Thread> workers = new ConcurrentLinkedQueue<>();
          try (ExecutorService pool =
              Executors.newFixedThreadPool(
                  2,
                  task -> {
                    Thread thread = new Thread(task);
                    thread.setUncaughtExceptionHandler((t, e) -> failures.incrementAndGet());
                    workers.add(thread);
                    return thread;
                  })) {
            for (int i = 0; i < 10; i++) {
              pool.execute(() -> {
                throw new IllegalStateException("fails");
              });
            }
            return pool.submit(() -> "goes on").get();
          } finally {
            for (Thread worker : workers) {
              worker.join(); // a pool has ended before its threads call their handlers
            }
            System.out.println("failures: " + failures);
          }
        });
    step(
        "thread per task",
        () -> {
          try (ExecutorService pool =
              Executors.newThreadPerTaskExecutor(task -> new Thread(task))) {
            return pool.submit(() -> Thread.currentThread().isVirtual()).get();
          }
        });
  }

  private static Object beforeExecute() throws InterruptedException {
    boolean[] same = new boolean[1];
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
          @Override
          protected void beforeExecute(Thread worker, Runnable task) {
            same[0] = worker == Thread.currentThread();
          }
        };
    try (pool) {
      pool.execute(() -> {});
    }
    return same[0];
  }

  private static void scheduled() {
    step(
        "scheduled pool",
        () -> {
          try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(2)) {
            CountDownLatch ticks = new CountDownLatch(5);
            Future<?> ticking =
                pool.scheduleAtFixedRate(ticks::countDown, 1, 2, TimeUnit.MILLISECONDS);
            long start = System.nanoTime();
            boolean early =
                pool.schedule(() -> System.nanoTime() - start, 30, TimeUnit.MILLISECONDS).get()
                    < TimeUnit.MILLISECONDS.toNanos(30);
            ticks.await();
            ticking.cancel(false);
            return early + " " + ticking.isCancelled();
          }
        });
    step(
        "timer",
        () -> {
          Timer timer = new Timer("the timer");
          CountDownLatch ticks = new CountDownLatch(4);
          Set<String> names = ConcurrentHashMap.newKeySet();
          timer.schedule(
              new TimerTask() {
                @Override
                public void run() {
                  names.add(Thread.currentThread().getName());
                  ticks.countDown();
                }
              },
              5,
              5);
          Steps.await(ticks);
          timer.cancel();
          return names;
        });
  }

  /** Adds numbers. */
  private static final class Sum extends RecursiveTask<Long> {
    private static final long serialVersionUID = 1L;
    private final int from;
    private final int to;

    Sum(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    protected Long compute() {
      if (to - from < 1000) {
        return IntStream.range(from, to).asLongStream().sum();
      }
      int middle = (from + to) / 2;
      Sum left = new Sum(from, middle);
      left.fork();
      return new Sum(middle, to).compute() + left.join();
    }
  }

  private static void forkJoin() {
    step(
        "fork and join",
        () -> {
          Long[] sum = new Long[1];
          join(start("t", () -> sum[0] = ForkJoinPool.commonPool().invoke(new Sum(0, 100_000))));
          return sum[0];
        });
    step(
        "own fork-join pool",
        () -> {
          try (ForkJoinPool pool = new ForkJoinPool(2)) {
            return pool.submit(() -> Thread.currentThread().isVirtual()).get();
          }
        });
    step(
        "parallel stream",
        () -> {
          long[] sum = new long[1];
          join(
              start(
                  "t", () -> sum[0] = IntStream.range(0, 100_000).parallel().asLongStream().sum()));
          return sum[0];
        });
  }

  private static void futures() {
    step(
        "completable futures",
        () -> {
          Object[] result = new Object[1];
          join(
              start(
                  "t",
                  () ->
                      result[0] =
                          CompletableFuture.supplyAsync(() -> 20)
                              .thenCombineAsync(
                                  CompletableFuture.supplyAsync(() -> 22), Integer::sum)
                              .get(10, TimeUnit.SECONDS)));
          return result[0];
        });
    step(
        "orTimeout",
        () -> {
          Object[] result = new Object[1];
          join(
              start(
                  "t",
                  () ->
                      result[0] =
                          new CompletableFuture<String>()
                              .completeOnTimeout("in time", 20, TimeUnit.MILLISECONDS)
                              .get()));
          return result[0];
        });
    step(
        "completed from a thread",
        () -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          startDaemon(
              "t",
              () -> {
                Thread.sleep(20);
                future.complete("now");
              });
          return future.get(10, TimeUnit.SECONDS);
        });
  }

  private static void virtualThreads() {
    step(
        "virtual threads of a thread",
        () -> {
          AtomicInteger ran = new AtomicInteger();
          boolean[] allVirtual = {true};
          join(
              start(
                  "t",
                  () -> {
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                      for (int i = 0; i < 1000; i++) {
                        pool.submit(() -> {
                          allVirtual[0] &= Thread.currentThread().isVirtual();
                          Thread.sleep(10);
                          return ran.incrementAndGet();
                        });
                      }
                    }
                  }));
          return ran + " " + allVirtual[0];
        });
    step(
        "threads of virtual threads",
        () -> {
          AtomicInteger ran = new AtomicInteger();
          try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
              pool.submit(() -> {
                join(start("inner", ran::incrementAndGet));
                return null;
              });
            }
          }
          return ran;
        });
  }

  private static void coordination() {
    step(
        "contended monitor",
        () -> {
          int[] count = new int[1];
          Object monitor = new Object();
          Thread[] threads = new Thread[8];
          for (int i = 0; i < threads.length; i++) {
            threads[i] =
                start(
                    "t",
                    () -> {
                      for (int n = 0; n < 20_000; n++) {
                        synchronized (monitor) {
                          count[0]++;
                        }
                        if (n % 1000 == 0) {
                          Thread.yield();
                        }
                      }
                    });
          }
          join(threads);
          return count[0];
        });
    step(
        "exchanger",
        () -> {
          Exchanger<String> exchanger = new Exchanger<>();
          String[] got = new String[2];
          join(
              start("a", () -> got[0] = exchanger.exchange("from a")),
              start("b", () -> got[1] = exchanger.exchange("from b")));
          return got[0] + " " + got[1];
        });
    step(
        "phaser",
        () -> {
          Phaser phaser = new Phaser(20);
          AtomicInteger sum = new AtomicInteger();
          Thread[] threads = new Thread[20];
          for (int i = 0; i < threads.length; i++) {
            threads[i] =
                start(
                    "t",
                    () -> {
                      for (int phase = 0; phase < 10; phase++) {
                        sum.addAndGet(phaser.arriveAndAwaitAdvance());
                      }
                    });
          }
          join(threads);
          return sum;
        });
    step(
        "ping-pong by wait and notify",
        () -> {
          int[] ball = new int[1];
          Thread[] players = new Thread[2];
          for (int i = 0; i < 2; i++) {
            int side = i;
            players[i] =
                start(
                    "player",
                    () -> {
                      synchronized (ball) {
                        while (ball[0] < 1000) {
                          while (ball[0] % 2 != side && ball[0] < 1000) {
                            ball.wait();
                          }
                          ball[0]++;
                          ball.notifyAll();
                        }
                      }
                    });
          }
          join(players);
          return ball[0] >= 1000;
        });
  }

  private static void manyThreads() {
    step(
        "many threads",
        () -> {
          AtomicInteger ran = new AtomicInteger();
          Thread[] threads = new Thread[10_000];
          for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(ran::incrementAndGet);
            threads[i].start();
          }
          for (Thread thread : threads) {
            thread.join();
          }
          return ran;
        });
  }

  /** Sleepers with ever later ends, started in another order; none may wake early. */
  private static void sleepers() {
    step(
        "sleepers",
        () -> {
          int sleepers = 500;
          long start = System.nanoTime();
          List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
          AtomicInteger early = new AtomicInteger();
          Thread[] threads = new Thread[sleepers];
          for (int i = 0; i < sleepers; i++) {
            int number = i * 7 % sleepers;
            threads[i] =
                startDaemon(
                    "sleeper",
                    () -> {
                      long end = start + TimeUnit.MILLISECONDS.toNanos(500 + number * 3);
                      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
                      if (System.nanoTime() < end) {
                        early.incrementAndGet();
                      }
                      woken.add(number);
                    });
          }
          join(threads);
          boolean complete = new TreeSet<>(woken).size() == sleepers;
          return "early " + early + " " + complete;
        });
  }
}
