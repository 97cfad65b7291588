package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;

/** Starts threads of every kind and says of each whether it is an OS thread of that name. */
public final class ManyKinds {
  private ManyKinds() {}

  /** A thread class of the application. */
  private static class Worker extends Thread {
    Worker(String name) {
      super(name);
    }

    @Override
    public void run() {
      probe();
    }
  }

  /** A class of its own, though of the same package. */
  private static final class SpecialWorker extends Worker {
    SpecialWorker(String name) {
      super(name);
    }
  }

  private static void probe() {
    String name = Thread.currentThread().getName();
    System.out.println(name + ": " + (OsThread.isOwn() ? "platform" : "green"));
  }

  private static void run(Thread thread) throws InterruptedException {
    thread.start();
    join(thread);
  }

  /** Runs the program; arguments are names of further plain threads. */
  public static void main(String[] args) throws Exception {
    run(new Thread(ManyKinds::probe, "plain"));
    run(new Worker("worker"));
    run(new SpecialWorker("special"));
    run(Thread.ofPlatform().daemon().name("built").unstarted(ManyKinds::probe));
    run(new Thread(null, ManyKinds::probe, "small stack", 64 << 10));
    run(new Thread(null, ManyKinds::probe, "stack 1M", 1 << 20));
    run(new Thread(null, ManyKinds::probe, "big stack", 64L << 20));
    ThreadGroup system = Thread.currentThread().getThreadGroup().getParent();
    run(new Thread(system, ManyKinds::probe, "system"));
    run(new Thread(new ThreadGroup("own"), ManyKinds::probe, "own group"));
    try (ExecutorService pool =
        Executors.newSingleThreadExecutor(task ->
            new Worker("pool") {
              @Override
              public void run() {
                task.run();
              }
            })) {
      pool.submit(ManyKinds::probe).get();
    }
    timer();
    forkJoin();
    for (String name : args) {
      run(new Thread(ManyKinds::probe, name));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(ManyKinds::probe, "hook"));
  }

  private static void timer() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);
    Timer timer = new Timer("timer");
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            probe();
            fired.countDown();
          }
        },
        1);
    Steps.await(fired);
    timer.cancel();
  }

  /** A worker of the application's own class. */
  private static final class ForkJoinWorker extends ForkJoinWorkerThread {
    ForkJoinWorker(ForkJoinPool pool) {
      super(pool);
      setName("fork-join");
    }
  }

  private static void forkJoin() throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(1, ForkJoinWorker::new, null, false)) {
      pool.submit(ManyKinds::probe).get(20, TimeUnit.SECONDS);
    }
    List.of(1, 2, 3, 4).parallelStream().forEach(number -> {});
  }
}
