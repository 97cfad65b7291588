package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.step;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * For each wait with a timeout: many threads whose time runs out, each after another one; none may
 * come back early, and none may get what it waited for.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "LockNotBeforeTry", "WaitNotInLoop", "resource"})
public final class TimedWaits {
  private static final int THREADS = 100;

  private TimedWaits() {}

  /** A wait that tells whether it got something in time. */
  private interface Wait {
    boolean ends(long millis) throws Exception;
  }

  private static void timed(String name, Wait wait) {
    step(
        name,
        () -> {
          AtomicInteger early = new AtomicInteger();
          AtomicInteger timedOut = new AtomicInteger();
          AtomicInteger succeeded = new AtomicInteger();
          Thread[] threads = new Thread[THREADS];
          for (int i = 0; i < THREADS; i++) {
            long millis = 1L + i * 7 % THREADS;
            threads[i] =
                start(
                    name + "-" + i,
                    () -> {
                      long start = System.nanoTime();
                      boolean ended = endsInTime(wait, millis);
                      long took = System.nanoTime() - start;
                      (ended ? succeeded : timedOut).incrementAndGet();
                      if (took < TimeUnit.MILLISECONDS.toNanos(millis)) {
                        early.incrementAndGet();
                      }
                    });
          }
          join(threads);
          return early + " early, " + timedOut + " timed out, " + succeeded + " succeeded";
        });
  }

  private static boolean endsInTime(Wait wait, long millis) throws Exception {
    try {
      return wait.ends(millis);
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    queues();
    synchronizers();
    locks();
    futures();
    threads();
    step("delay queue", TimedWaits::delayQueue);
    step("in time", TimedWaits::inTime);
    System.out.println("done");
  }

  private static void queues() {
    BlockingQueue<Integer> full = new ArrayBlockingQueue<>(1);
    full.add(1);
    LinkedBlockingDeque<Integer> fullDeque = new LinkedBlockingDeque<>(1);
    fullDeque.add(1);
    BlockingQueue<Integer> array = new ArrayBlockingQueue<>(1);
    BlockingQueue<Integer> linked = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> priority = new PriorityBlockingQueue<>();
    BlockingQueue<Integer> taken = new SynchronousQueue<>();
    BlockingQueue<Integer> offered = new SynchronousQueue<>(true);
    LinkedTransferQueue<Integer> transfer = new LinkedTransferQueue<>();
    LinkedBlockingDeque<Integer> deque = new LinkedBlockingDeque<>();
    timed("array poll", millis -> poll(array, millis));
    timed("array offer", millis -> full.offer(1, millis, TimeUnit.MILLISECONDS));
    timed("linked poll", millis -> poll(linked, millis));
    timed("priority poll", millis -> poll(priority, millis));
    timed("deque poll", millis -> deque.pollLast(millis, TimeUnit.MILLISECONDS) != null);
    timed("deque offer", millis -> fullDeque.offerFirst(1, millis, TimeUnit.MILLISECONDS));
    timed("synchronous poll", millis -> poll(taken, millis));
    timed("synchronous offer", millis -> offered.offer(1, millis, TimeUnit.MILLISECONDS));
    timed("transfer", millis -> transfer.tryTransfer(1, millis, TimeUnit.MILLISECONDS));
  }

  private static boolean poll(BlockingQueue<Integer> queue, long millis)
      throws InterruptedException {
    return queue.poll(millis, TimeUnit.MILLISECONDS) != null;
  }

  private static void synchronizers() {
    CountDownLatch latch = new CountDownLatch(1);
    timed("latch", millis -> latch.await(millis, TimeUnit.MILLISECONDS));
    Semaphore semaphore = new Semaphore(1);
    timed("semaphore", millis -> semaphore.tryAcquire(2, millis, TimeUnit.MILLISECONDS));
    Phaser phaser = new Phaser(1);
    timed(
        "phaser",
        millis ->
            phaser.awaitAdvanceInterruptibly(phaser.getPhase(), millis, TimeUnit.MILLISECONDS) > 0);
    timed(
        "exchanger",
        millis -> new Exchanger<String>().exchange("", millis, TimeUnit.MILLISECONDS) != null);
    timed(
        "barrier",
        millis -> {
          CyclicBarrier barrier = new CyclicBarrier(2);
          try {
            return barrier.await(millis, TimeUnit.MILLISECONDS) >= 0;
          } catch (TimeoutException e) {
            return !barrier.isBroken();
          }
        });
    step(
        "barrier broken by a timeout",
        () -> {
          CyclicBarrier barrier = new CyclicBarrier(3);
          Thread other =
              start(
                  "other",
                  () -> {
                    try {
                      barrier.await();
                    } catch (BrokenBarrierException e) {
                      System.out.println("broken for the other one");
                    }
                  });
          Steps.awaitTrue(() -> barrier.getNumberWaiting() == 1);
          try {
            return barrier.await(20, TimeUnit.MILLISECONDS);
          } finally {
            join(other);
          }
        });
  }

  private static void locks() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    ReentrantLock fair = new ReentrantLock(true);
    ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    StampedLock stamped = new StampedLock();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder =
        start(
            "holder",
            () -> {
              lock.lock();
              fair.lock();
              readWrite.writeLock().lock();
              long stamp = stamped.writeLock();
              held.countDown();
              release.await();
              stamped.unlockWrite(stamp);
              readWrite.writeLock().unlock();
              fair.unlock();
              lock.unlock();
            });
    Steps.await(held);
    timed("lock", millis -> lock.tryLock(millis, TimeUnit.MILLISECONDS));
    timed("fair lock", millis -> fair.tryLock(millis, TimeUnit.MILLISECONDS));
    timed("read lock", millis -> readWrite.readLock().tryLock(millis, TimeUnit.MILLISECONDS));
    timed("write lock", millis -> readWrite.writeLock().tryLock(millis, TimeUnit.MILLISECONDS));
    timed("stamped lock", millis -> stamped.tryReadLock(millis, TimeUnit.MILLISECONDS) != 0);
    release.countDown();
    join(holder);

    Condition condition = lock.newCondition();
    timed(
        "condition",
        millis -> {
          lock.lock();
          try {
            return condition.await(millis, TimeUnit.MILLISECONDS);
          } finally {
            lock.unlock();
          }
        });
    timed(
        "condition, nanoseconds",
        millis -> {
          lock.lock();
          try {
            return condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(millis)) > 0;
          } finally {
            lock.unlock();
          }
        });
  }

  private static void futures() {
    CompletableFuture<String> never = new CompletableFuture<>();
    timed("completable future", millis -> never.get(millis, TimeUnit.MILLISECONDS) != null);
    FutureTask<String> notRun = new FutureTask<>(() -> "");
    timed("future task", millis -> notRun.get(millis, TimeUnit.MILLISECONDS) != null);
    ExecutorService pool = Executors.newFixedThreadPool(1);
    CountDownLatch release = new CountDownLatch(1);
    pool.execute(() -> Steps.awaitQuietly(release));
    timed("termination", millis -> pool.awaitTermination(millis, TimeUnit.MILLISECONDS));
    release.countDown();
    pool.shutdown();
  }

  private static void threads() throws InterruptedException {
    timed(
        "sleep",
        millis -> {
          Thread.sleep(millis);
          return false;
        });
    CountDownLatch end = new CountDownLatch(1);
    Thread other = start("other", end::await);
    timed(
        "join",
        millis -> {
          other.join(millis);
          return !other.isAlive();
        });
    timed(
        "wait",
        millis -> {
          Object monitor = new Object();
          synchronized (monitor) {
            monitor.wait(millis);
          }
          return false;
        });
    Object monitor = new Object();
    timed(
        "wait on one monitor",
        millis -> {
          synchronized (monitor) {
            monitor.wait(millis);
          }
          return false;
        });
    end.countDown();
    join(other);
  }

  /** An element that may be taken when its time has come. */
  private record Later(long nanoTime) implements Delayed {
    static Later in(long millis) {
      return new Later(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(nanoTime, ((Later) other).nanoTime);
    }
  }

  private static Object delayQueue() throws InterruptedException {
    DelayQueue<Later> queue = new DelayQueue<>();
    AtomicInteger early = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] =
          start(
              "t",
              () -> {
                long due = queue.take().nanoTime();
                early.addAndGet(System.nanoTime() < due ? 1 : 0);
                taken.incrementAndGet();
              });
    }
    for (int i = 0; i < THREADS; i++) {
      queue.add(Later.in(1 + i * 7 % THREADS));
    }
    join(threads);
    return early + " early, " + taken + " taken";
  }

  /** With time enough, each gets what it waits for. */
  private static Object inTime() throws Exception {
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> handOver = new SynchronousQueue<>();
    CompletableFuture<Integer> future = new CompletableFuture<>();
    Semaphore semaphore = new Semaphore(0);
    AtomicInteger got = new AtomicInteger();
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] =
          start(
              "t",
              () -> {
                got.addAndGet(queue.poll(60, TimeUnit.SECONDS));
                got.addAndGet(handOver.poll(60, TimeUnit.SECONDS));
                got.addAndGet(semaphore.tryAcquire(60, TimeUnit.SECONDS) ? 1 : 0);
                got.addAndGet(future.get(60, TimeUnit.SECONDS));
              });
    }
    for (int i = 0; i < THREADS; i++) {
      queue.add(1);
      if (!handOver.offer(1, 60, TimeUnit.SECONDS)) {
        return "not taken";
      }
      semaphore.release();
    }
    future.complete(1);
    join(threads);
    return got;
  }
}
