package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** Whom locks name as owner and in their queues. */
@SuppressWarnings({"LockNotBeforeTry", "ReferenceEquality", "WaitNotInLoop"})
public final class LockQueues {
  private LockQueues() {}

  private static final class OpenLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    OpenLock(boolean fair) {
      super(fair);
    }

    Thread owner() {
      return getOwner();
    }

    Collection<Thread> queued() {
      return getQueuedThreads();
    }

    Collection<Thread> waiting(Condition condition) {
      return getWaitingThreads(condition);
    }
  }

  private static final class OpenReadWriteLock extends ReentrantReadWriteLock {
    private static final long serialVersionUID = 1L;

    Thread owner() {
      return getOwner();
    }

    Collection<Thread> readers() {
      return getQueuedReaderThreads();
    }

    Collection<Thread> writers() {
      return getQueuedWriterThreads();
    }
  }

  /** A fair mutex of the application's own. */
  private static final class Mutex extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean tryAcquire(int ignored) {
      if (!hasQueuedPredecessors() && compareAndSetState(0, 1)) {
        setExclusiveOwnerThread(Thread.currentThread());
        return true;
      }
      return false;
    }

    @Override
    protected boolean tryRelease(int ignored) {
      if (getExclusiveOwnerThread() != Thread.currentThread()) {
        throw new IllegalMonitorStateException();
      }
      setExclusiveOwnerThread(null);
      setState(0);
      return true;
    }
  }

  /** Like {@link Mutex}. */
  private static final class LongMutex extends AbstractQueuedLongSynchronizer {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean tryAcquire(long ignored) {
      return !hasQueuedPredecessors() && compareAndSetState(0, 1);
    }

    @Override
    protected boolean tryRelease(long ignored) {
      setState(0);
      return true;
    }
  }

  /** Runs the program. */
  public static void main(String[] args) {
    for (boolean fair : new boolean[] {false, true}) {
      step("lock, fair " + fair, () -> lock(new OpenLock(fair)));
    }
    step("condition", LockQueues::condition);
    step("read-write lock", LockQueues::readWrite);
    step("own mutex", () -> mutex(new Mutex()));
    step("own mutex, fair hand-over", () -> handOver(new Mutex()));
    step("own long mutex", () -> longMutex(new LongMutex()));
    step("blocker", LockQueues::blocker);
    step("parked by Unsafe", LockQueues::parkedByUnsafe);
  }

  private static Object lock(OpenLock lock) throws InterruptedException {
    Thread owner =
        startDaemon(
            "owner",
            () -> {
              lock.lock();
              LockSupport.park();
              lock.unlock();
            });
    awaitState(owner, Thread.State.WAITING);
    Thread queued =
        startDaemon(
            "queued",
            () -> {
              lock.lock();
              lock.unlock();
            });
    awaitState(queued, Thread.State.WAITING);
    String seen =
        (lock.owner() == owner)
            + " "
            + lock.toString().replaceAll("@\\p{XDigit}+", "")
            + " "
            + lock.hasQueuedThread(queued)
            + " "
            + lock.hasQueuedThread(owner)
            + " "
            + (lock.queued().iterator().next() == queued)
            + " "
            + lock.getQueueLength();
    LockSupport.unpark(owner);
    join(owner, queued);
    return seen + " " + lock.owner() + " " + lock.tryLock(1, TimeUnit.SECONDS);
  }

  private static Object condition() throws InterruptedException {
    OpenLock lock = new OpenLock(false);
    Condition condition = lock.newCondition();
    Thread waiting =
        startDaemon(
            "waiting",
            () -> {
              lock.lock();
              condition.awaitUninterruptibly();
              lock.unlock();
            });
    awaitState(waiting, Thread.State.WAITING);
    lock.lock();
    String seen =
        (lock.waiting(condition).iterator().next() == waiting) + " " + lock.hasWaiters(condition);
    condition.signal();
    lock.unlock();
    join(waiting);
    return seen;
  }

  private static Object readWrite() throws InterruptedException {
    OpenReadWriteLock lock = new OpenReadWriteLock();
    Thread owner =
        startDaemon(
            "owner",
            () -> {
              lock.writeLock().lock();
              LockSupport.park();
              lock.writeLock().unlock();
            });
    awaitState(owner, Thread.State.WAITING);
    Thread reader = startDaemon("reader", () -> lock.readLock().lock());
    awaitState(reader, Thread.State.WAITING);
    Thread writer = startDaemon("writer", () -> lock.writeLock().lock());
    awaitState(writer, Thread.State.WAITING);
    String seen =
        (lock.owner() == owner)
            + " "
            + (lock.readers().iterator().next() == reader)
            + " "
            + (lock.writers().iterator().next() == writer)
            + " "
            + lock.hasQueuedThread(reader);
    LockSupport.unpark(owner);
    join(owner, reader);
    return seen;
  }

  private static Object mutex(Mutex mutex) throws InterruptedException {
    mutex.acquire(1);
    Thread queued = startDaemon("queued", () -> mutex.acquire(1));
    awaitState(queued, Thread.State.WAITING);
    String seen =
        (mutex.getFirstQueuedThread() == queued)
            + " "
            + mutex.isQueued(queued)
            + " "
            + (mutex.getExclusiveQueuedThreads().iterator().next() == queued)
            + " "
            + mutex.getSharedQueuedThreads()
            + " "
            + mutex.hasQueuedPredecessors();
    mutex.release(1);
    join(queued);
    return seen + " " + mutex.getFirstQueuedThread();
  }

  private static Object handOver(Mutex mutex) throws InterruptedException {
    int[] count = new int[1];
    Thread[] threads =
        Stream.generate(() ->
                startDaemon(
                    "contender",
                    () -> {
                      for (int i = 0; i < 500; i++) {
                        mutex.acquire(1);
                        count[0]++;
                        mutex.release(1);
                      }
                    }))
            .limit(8)
            .toArray(Thread[]::new);
    join(threads);
    return count[0];
  }

  private static Object longMutex(LongMutex mutex) throws InterruptedException {
    mutex.acquire(1);
    Thread queued = startDaemon("queued", () -> mutex.acquire(1));
    awaitState(queued, Thread.State.WAITING);
    boolean seen = mutex.getFirstQueuedThread() == queued && mutex.isQueued(queued);
    mutex.release(1);
    join(queued);
    return seen;
  }

  private static Object blocker() throws InterruptedException {
    Object blocker = new Object();
    Thread parked = startDaemon("parked", () -> LockSupport.park(blocker));
    awaitState(parked, Thread.State.WAITING);
    boolean seen = LockSupport.getBlocker(parked) == blocker;
    LockSupport.unpark(parked);
    join(parked);
    return seen + " " + LockSupport.getBlocker(parked);
  }

  /** As libraries do that are older than LockSupport's blockers. */
  private static Object parkedByUnsafe() throws Exception {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field field = type.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    Method park = type.getMethod("park", boolean.class, long.class);
    Method unpark = type.getMethod("unpark", Object.class);
    Thread parked = startDaemon("parked", () -> park.invoke(unsafe, false, 0L));
    Thread timed = startDaemon("timed", () -> park.invoke(unsafe, false, 1_000_000L));
    Thread until = startDaemon("until", () -> park.invoke(unsafe, true, 1L));
    Thread.State state = awaitState(parked, Thread.State.WAITING);
    unpark.invoke(unsafe, parked);
    unpark.invoke(unsafe, (Object) null);
    join(parked, timed, until);
    return state;
  }
}
