package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.await;
import static io.greenloom.it.legacy.Steps.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Every kind of executor of the JDK, and what can be set on it. */
@SuppressWarnings({"FutureReturnValueIgnored", "resource"})
public final class ExecutorKinds {
  private ExecutorKinds() {}

  /** Runs the program. */
  public static void main(String[] args) {
    ThreadFactory own = Thread.ofPlatform().name("own-", 0).daemon().factory();
    runsTasks("fixed", Executors.newFixedThreadPool(3));
    runsTasks("fixed, own threads", Executors.newFixedThreadPool(3, own));
    runsTasks("cached", Executors.newCachedThreadPool());
    runsTasks("single", Executors.newSingleThreadExecutor());
    runsTasks("scheduled", Executors.newScheduledThreadPool(3));
    runsTasks("single scheduled", Executors.newSingleThreadScheduledExecutor());
    runsTasks("thread per task", Executors.newThreadPerTaskExecutor(own));
    runsTasks("virtual thread per task", Executors.newVirtualThreadPerTaskExecutor());
    runsTasks("work stealing", Executors.newWorkStealingPool(3));
    runsTasks("fork-join", new ForkJoinPool(3));
    step("fork-join workers", ExecutorKinds::forkJoinWorkers);
    step("thread per task, blocked", ExecutorKinds::threadPerTaskBlocked);
    step("invokeAll with a timeout", ExecutorKinds::invokeAllWithATimeout);
    step("completion service", ExecutorKinds::completionService);
    step("priorities", ExecutorKinds::priorities);
    step("idle workers", ExecutorKinds::idleWorkers);
    step("workers that fail", ExecutorKinds::workersThatFail);
    rejected("aborts", new ThreadPoolExecutor.AbortPolicy());
    rejected("caller runs", new ThreadPoolExecutor.CallerRunsPolicy());
    rejected("discards", new ThreadPoolExecutor.DiscardPolicy());
    rejected("discards the oldest", new ThreadPoolExecutor.DiscardOldestPolicy());
    step("scheduled tasks", ExecutorKinds::scheduledTasks);
    step("scheduled tasks after shutdown", ExecutorKinds::scheduledAfterShutdown);
    step("futures on an own executor", ExecutorKinds::futuresOnOwnExecutor);
    step("futures that time out", ExecutorKinds::futuresThatTimeOut);
    System.out.println("done");
  }

  /** Results come back in order, and the kind of thread is the executor's. */
  private static void runsTasks(String name, ExecutorService executor) {
    step(
        name,
        () -> {
          Set<String> kinds = new ConcurrentSkipListSet<>();
          try (executor) {
            List<Callable<Integer>> tasks =
                IntStream.range(0, 200)
                    .<Callable<Integer>>mapToObj(i ->
                        () -> {
                          kinds.add(kindOf(Thread.currentThread()));
                          Thread.sleep(i % 3);
                          return i;
                        })
                    .toList();
            int right = 0;
            List<Future<Integer>> futures = executor.invokeAll(tasks);
            for (int i = 0; i < futures.size(); i++) {
              right += futures.get(i).get() == i ? 1 : 0;
            }
            String any = executor.invokeAny(List.of(() -> "any", () -> "any"));
            return right + " " + any + " " + kinds;
          } finally {
            System.out.println(executor.isShutdown() + " " + executor.isTerminated());
          }
        });
  }

  private static String kindOf(Thread thread) {
    return String.join(
        " ",
        thread.getClass().getSimpleName(),
        thread.isVirtual() ? "virtual" : "platform",
        thread.isDaemon() ? "daemon" : "no daemon",
        thread.getName().replaceAll("\\d+", "#"));
  }

  /** They have OS threads, which the system knows by name. */
  private static Object forkJoinWorkers() throws Exception {
    ForkJoinPool.ForkJoinWorkerThreadFactory factory =
        pool -> {
          ForkJoinWorkerThread worker =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          worker.setName("fj-worker");
          return worker;
        };
    try (ForkJoinPool pool = new ForkJoinPool(2, factory, null, false)) {
      return pool.submit(() -> OsThread.isOwn() + " " + ForkJoinTask.inForkJoinPool()).get();
    }
  }

  private static Object threadPerTaskBlocked() throws Exception {
    int tasks = 300;
    CountDownLatch blocked = new CountDownLatch(tasks);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    ThreadFactory factory = Thread.ofPlatform().name("task-", 0).factory();
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(factory)) {
      for (int i = 0; i < tasks; i++) {
        executor.execute(() -> {
          blocked.countDown();
          Steps.awaitQuietly(release);
          ended.incrementAndGet();
        });
      }
      await(blocked);
      release.countDown();
    }
    String first = "ended " + ended;
    ExecutorService stopped = Executors.newThreadPerTaskExecutor(factory);
    CyclicBarrier about = new CyclicBarrier(tasks + 1);
    for (int i = 0; i < tasks; i++) {
      stopped.submit(() -> {
        about.await();
        try {
          Thread.sleep(60_000);
          return "slept";
        } catch (InterruptedException e) {
          return ended.decrementAndGet();
        }
      });
    }
    about.await(20, TimeUnit.SECONDS);
    stopped.shutdownNow();
    return first + ", stopped " + stopped.awaitTermination(20, TimeUnit.SECONDS) + " " + ended;
  }

  private static Object invokeAllWithATimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(20)) {
      List<Callable<String>> tasks = new ArrayList<>(Collections.nCopies(10, () -> "quick"));
      tasks.addAll(
          Collections.nCopies(
              10,
              () -> {
                never.await();
                return "never";
              }));
      List<Future<String>> futures = pool.invokeAll(tasks, 1, TimeUnit.SECONDS);
      return futures.stream().map(future -> future.state().name()).sorted().distinct().toList()
          + " "
          + futures.stream().filter(Future::isCancelled).count();
    }
  }

  private static Object completionService() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(5)) {
      CompletionService<Integer> service = new ExecutorCompletionService<>(pool);
      CountDownLatch[] turns = new CountDownLatch[6];
      for (int i = 0; i < turns.length; i++) {
        turns[i] = new CountDownLatch(1);
      }
      for (int i = 0; i < 5; i++) {
        int number = i;
        service.submit(() -> {
          turns[number].await();
          return number;
        });
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 4; i >= 0; i--) {
        turns[i].countDown();
        order.add(service.take().get());
      }
      return order + " " + service.poll();
    }
  }

  /** A task with a number, the lowest first. */
  private record Numbered(int number, List<Integer> order) implements Runnable {
    @Override
    public void run() {
      order.add(number);
    }
  }

  private static Object priorities() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    PriorityBlockingQueue<Runnable> queue =
        new PriorityBlockingQueue<>(
            10, (a, b) -> Integer.compare(((Numbered) a).number(), ((Numbered) b).number()));
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue);
    pool.execute(() -> {
      busy.countDown();
      Steps.awaitQuietly(release);
    });
    await(busy);
    for (int number : new int[] {5, 3, 9, 1}) {
      pool.execute(new Numbered(number, order));
    }
    release.countDown();
    pool.shutdown();
    return pool.awaitTermination(20, TimeUnit.SECONDS) + " " + order;
  }

  private static Object idleWorkers() throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(50, 50, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    String seen = pool.prestartAllCoreThreads() + " ";
    pool.setKeepAliveTime(20, TimeUnit.MILLISECONDS);
    pool.allowCoreThreadTimeOut(true);
    seen += Steps.awaitTrue(() -> pool.getPoolSize() == 0) + " ";
    seen += pool.submit(() -> "again").get();
    pool.setKeepAliveTime(1, TimeUnit.MINUTES);
    pool.setCorePoolSize(2);
    pool.setMaximumPoolSize(2);
    pool.shutdown();
    return seen + " " + pool.awaitTermination(20, TimeUnit.SECONDS);
  }

  private static Object workersThatFail() throws Exception {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger uncaught = new AtomicInteger();
    AtomicInteger terminated = new AtomicInteger();
    Set<String> seen = new ConcurrentSkipListSet<>();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, "made");
          made.incrementAndGet();
          thread.setUncaughtExceptionHandler((t, e) -> uncaught.incrementAndGet());
          return thread;
        };
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100), factory) {
          @Override
          protected void afterExecute(Runnable task, Throwable failure) {
            seen.add(failure == null ? "no failure" : Steps.describe(failure));
          }

          @Override
          protected void terminated() {
            terminated.incrementAndGet();
          }
        };
    for (int i = 0; i < 20; i++) {
      pool.execute(() -> {
        throw new IllegalStateException("fails");
      });
    }
    pool.submit(() -> "goes on").get();
    pool.shutdown();
    boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
    return String.join(
        " ", ended + "", made + "", uncaught + "", terminated + "", new TreeSet<>(seen) + "");
  }

  private static void rejected(String name, RejectedExecutionHandler handler) {
    step(
        name,
        () -> {
          ThreadPoolExecutor pool =
              new ThreadPoolExecutor(
                  1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(1), handler);
          List<String> ran = Collections.synchronizedList(new ArrayList<>());
          CountDownLatch busy = new CountDownLatch(1);
          CountDownLatch release = new CountDownLatch(1);
          pool.execute(() -> {
            busy.countDown();
            Steps.awaitQuietly(release);
          });
          await(busy);
          String outcome = "taken";
          try {
            for (String task : List.of("first", "second", "third")) {
              pool.execute(() ->
                  ran.add(
                      task + (Thread.currentThread().getName().equals("main") ? " in main" : "")));
            }
          } catch (RejectedExecutionException e) {
            outcome = "refused";
          }
          release.countDown();
          pool.shutdown();
          return outcome + " " + pool.awaitTermination(20, TimeUnit.SECONDS) + " " + ran;
        });
  }

  private static Object scheduledTasks() throws Exception {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(4);
    pool.setRemoveOnCancelPolicy(true);
    CountDownLatch rate = new CountDownLatch(20);
    CountDownLatch delay = new CountDownLatch(20);
    AtomicInteger tooSoon = new AtomicInteger();
    long[] last = {System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(2)};
    pool.scheduleAtFixedRate(rate::countDown, 0, 1, TimeUnit.MILLISECONDS);
    pool.scheduleWithFixedDelay(
        () -> {
          tooSoon.addAndGet(System.nanoTime() - last[0] < 2_000_000 ? 1 : 0);
          last[0] = System.nanoTime();
          delay.countDown();
        },
        0,
        2,
        TimeUnit.MILLISECONDS);
    ScheduledFuture<?> failing =
        pool.scheduleAtFixedRate(
            () -> {
              throw new IllegalStateException("fails");
            },
            0,
            1,
            TimeUnit.MILLISECONDS);
    AtomicInteger early = new AtomicInteger();
    List<Future<?>> once = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(i);
      once.add(
          pool.schedule(
              () -> early.addAndGet(System.nanoTime() < due ? 1 : 0), i, TimeUnit.MILLISECONDS));
    }
    ScheduledFuture<?> late = pool.schedule(() -> "late", 1, TimeUnit.HOURS);
    await(rate);
    await(delay);
    for (Future<?> future : once) {
      future.get(20, TimeUnit.SECONDS);
    }
    boolean failed = Steps.awaitTrue(failing::isDone);
    int queued = pool.getQueue().size();
    boolean cancelled = late.cancel(false) && pool.getQueue().size() < queued + 1;
    pool.shutdownNow();
    boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
    return String.join(
        " ", early + "", tooSoon + "", failed + failing.state().name(), cancelled + "", ended + "");
  }

  private static Object scheduledAfterShutdown() throws Exception {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    AtomicInteger ran = new AtomicInteger();
    Future<?> delayed = pool.schedule(ran::incrementAndGet, 200, TimeUnit.MILLISECONDS);
    Future<?> periodic = pool.scheduleAtFixedRate(ran::incrementAndGet, 1, 1, TimeUnit.HOURS);
    pool.shutdown();
    boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
    return ended + " " + ran + " " + delayed.state() + " " + periodic.state();
  }

  private static Object futuresOnOwnExecutor() throws Exception {
    Set<String> names = new ConcurrentSkipListSet<>();
    AtomicInteger number = new AtomicInteger();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            50, task -> new Thread(task, "stage-" + number.getAndIncrement()))) {
      List<CompletableFuture<Integer>> chains = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int start = i;
        chains.add(
            CompletableFuture.supplyAsync(() -> start, pool)
                .thenApplyAsync(
                    value -> {
                      names.add(Thread.currentThread().getName().replaceAll("\\d+", "#"));
                      return value + 1;
                    },
                    pool)
                .thenComposeAsync(
                    value -> CompletableFuture.supplyAsync(() -> slowly(value), pool), pool)
                .thenCombineAsync(CompletableFuture.supplyAsync(() -> 1, pool), Integer::sum, pool)
                .whenCompleteAsync(
                    (value, failure) ->
                        names.add(Thread.currentThread().getName().replaceAll("\\d+", "#")),
                    pool)
                .handleAsync((value, failure) -> failure == null ? value : -1, pool));
      }
      CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
      return chains.stream().mapToInt(CompletableFuture::join).sum() + " " + names;
    }
  }

  private static int slowly(int value) {
    try {
      Thread.sleep(1);
      return value;
    } catch (InterruptedException e) {
      return -1_000_000;
    }
  }

  private static Object futuresThatTimeOut() throws Exception {
    List<CompletableFuture<Object>> futures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Object> never = new CompletableFuture<>();
      futures.add(
          i % 2 == 0
              ? never.completeOnTimeout("late", 20, TimeUnit.MILLISECONDS)
              : never
                  .orTimeout(20, TimeUnit.MILLISECONDS)
                  .exceptionally(e -> e.getClass().getSimpleName()));
    }
    Set<Object> outcomes = new TreeSet<>();
    for (CompletableFuture<Object> future : futures) {
      outcomes.add(future.get(20, TimeUnit.SECONDS));
    }
    return outcomes
        + " "
        + CompletableFuture.supplyAsync(
                () -> "delayed", CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS))
            .get(20, TimeUnit.SECONDS);
  }
}
