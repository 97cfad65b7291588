package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What threads leave behind: nothing, whoever still holds the thread. The argument is the number of
 * waves of short threads, whose values make a gigabyte after two hundred.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "ReferenceEquality", "ThreadLocalUsage"})
public final class ThreadLocalLeaks {
  private static final int WAVE = 500;
  private static final int SIZE = 10_000;
  private static final int HELD = 200;

  /** Threads that run others may remember the last one. */
  private static final int FEW = 4;

  private static final ThreadLocal<byte[]> OWN = new ThreadLocal<>();
  private static final ThreadLocal<byte[]> INITIAL = ThreadLocal.withInitial(() -> new byte[SIZE]);
  private static final InheritableThreadLocal<byte[]> INHERITED =
      new InheritableThreadLocal<>() {
        @Override
        protected byte[] childValue(byte[] parent) {
          return parent.clone();
        }
      };

  private ThreadLocalLeaks() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    int waves = Integer.parseInt(args[0]);
    INHERITED.set(new byte[SIZE]);
    step("short threads", () -> shortThreads(waves, () -> OWN.set(new byte[SIZE])));
    step("initial values", () -> shortThreads(waves, () -> INITIAL.get()[0]++));
    step("children of threads", () -> children(waves / 4));
    step("threads never started", () -> neverStarted(waves));
    step("values of held threads", () -> leftBehind(OWN));
    step("inherited values of held threads", () -> leftBehind(INHERITED));
    step("values of a pool", ThreadLocalLeaks::valuesOfAPool);
    step("exceptions", ThreadLocalLeaks::failing);
    step("threads themselves", ThreadLocalLeaks::threadsThemselves);
    step("values of a value", ThreadLocalLeaks::abandonedThreadLocals);
    System.out.println("done");
  }

  private static Object shortThreads(int waves, Runnable body) throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    List<Thread> all = new ArrayList<>();
    for (int wave = 0; wave < waves; wave++) {
      Thread[] threads = new Thread[WAVE];
      for (int i = 0; i < WAVE; i++) {
        threads[i] =
            start(
                "short",
                () -> {
                  body.run();
                  ran.incrementAndGet();
                });
      }
      join(threads);
      // some are kept, as by a list of workers that nobody cleans up
      Collections.addAll(all, threads);
    }
    return ran.get() == waves * WAVE && all.size() == ran.get() ? "all" : ran;
  }

  /** Threads that start threads; each has a copy of what its parent has. */
  private static Object children(int waves) throws InterruptedException {
    return shortThreads(
        waves,
        () -> {
          byte[] mine = INHERITED.get();
          mine[0] = 1;
          Thread child =
              start(
                  "child",
                  () -> {
                    if (INHERITED.get() == mine || INHERITED.get()[0] != 1) {
                      System.out.println("not the copy of its parent's");
                    }
                    INHERITED.get()[0] = 2;
                  });
          try {
            child.join();
          } catch (InterruptedException e) {
            System.out.println("interrupted");
          }
          if (mine[0] != 1) {
            System.out.println("the child has changed it");
          }
        });
  }

  private static Object neverStarted(int waves) {
    int made = 0;
    for (int i = 0; i < waves * WAVE; i++) {
      made += new Thread(() -> {}, "idle").isAlive() ? 0 : 1;
    }
    return made == waves * WAVE ? "all" : made;
  }

  /** Collects until the values are gone, and returns how many are not. */
  private static long notCollected(Collection<? extends WeakReference<?>> references)
      throws InterruptedException {
    return notCollected(references, 0);
  }

  private static long notCollected(Collection<? extends WeakReference<?>> references, int few)
      throws InterruptedException {
    Steps.awaitTrue(() -> {
      System.gc();
      return countLeft(references) <= few;
    });
    return countLeft(references);
  }

  private static long countLeft(Collection<? extends WeakReference<?>> references) {
    return references.stream().filter(reference -> !reference.refersTo(null)).count();
  }

  private static Object leftBehind(ThreadLocal<byte[]> local) throws Exception {
    List<WeakReference<byte[]>> references = Collections.synchronizedList(new ArrayList<>());
    Thread[] threads = new Thread[HELD];
    CountDownLatch about = new CountDownLatch(HELD);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < HELD; i++) {
      threads[i] =
          start(
              "held",
              () -> {
                if (local.get() == null) {
                  local.set(new byte[SIZE]);
                }
                references.add(new WeakReference<>(local.get()));
                about.countDown();
                release.await();
              });
    }
    Steps.await(about);
    System.gc();
    long live = references.stream().filter(reference -> reference.get() != null).count();
    release.countDown();
    join(threads);
    return live + " then " + notCollected(references) + " of " + threads.length;
  }

  private static Object valuesOfAPool() throws Exception {
    List<WeakReference<byte[]>> references = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger kept = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 400; i++) {
      pool.execute(() -> {
        if (OWN.get() == null) {
          OWN.set(new byte[SIZE]);
          references.add(new WeakReference<>(OWN.get()));
        } else {
          kept.incrementAndGet();
        }
      });
    }
    pool.shutdown();
    boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
    return ended + " " + (kept.get() + references.size()) + " " + notCollected(references);
  }

  /** Thread-locals are there for the exception handler, and no longer. */
  private static Object failing() throws Exception {
    List<WeakReference<byte[]>> references = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger handled = new AtomicInteger();
    Thread[] threads = new Thread[HELD];
    for (int i = 0; i < HELD; i++) {
      threads[i] =
          new Thread(() -> {
            OWN.set(new byte[SIZE]);
            references.add(new WeakReference<>(OWN.get()));
            throw new IllegalStateException("fails");
          });
      threads[i].setUncaughtExceptionHandler(
          (thread, e) -> handled.addAndGet(OWN.get().length == SIZE ? 1 : 0));
      threads[i].start();
    }
    join(threads);
    long left = notCollected(references);
    return handled + " " + left + " of " + threads.length;
  }

  private static Object threadsThemselves() throws Exception {
    List<WeakReference<Thread>> references = new ArrayList<>();
    List<WeakReference<Object>> captured = new ArrayList<>();
    for (int i = 0; i < HELD; i++) {
      Object[] own = new Object[1];
      Thread thread = start("collected", () -> own[0] = Thread.currentThread());
      join(thread);
      references.add(new WeakReference<>(thread));
      captured.add(new WeakReference<>(own));
    }
    long left = Math.max(notCollected(references, FEW), notCollected(captured, FEW));
    return left <= FEW ? "all but a few at most" : left + " left";
  }

  /** A thread-local that nobody has any more goes, though its thread lives on. */
  private static Object abandonedThreadLocals() throws Exception {
    List<WeakReference<Object>> references = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch about = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread thread =
        start(
            "lives on",
            () -> {
              for (int i = 0; i < HELD; i++) {
                ThreadLocal<Object> local = new ThreadLocal<>();
                local.set(new byte[SIZE]);
                references.add(new WeakReference<>(local));
              }
              about.countDown();
              release.await();
            });
    Steps.await(about);
    long left = notCollected(references);
    release.countDown();
    join(thread);
    return left;
  }
}
