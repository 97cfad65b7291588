package io.greenloom.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With the stacks that this JDK has. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
class ParkSiteTest {
  static Stream<Arguments> parks() {
    return Stream.of(
        park("ArrayBlockingQueue.take of ", () -> new ArrayBlockingQueue<>(1).take()),
        park("SynchronousQueue.take of ", () -> new SynchronousQueue<>().take()),
        park("CompletableFuture.get of ", () -> new CompletableFuture<>().get()),
        park("FutureTask.get of ", () -> new FutureTask<>(() -> 0).get()),
        park("CyclicBarrier.await of ", () -> new CyclicBarrier(2).await()),
        park("StampedLock.readLock of ", ParkSiteTest::readLock),
        park("Condition.await of ", ParkSiteTest::awaitCondition),
        park(
            "CountDownLatch.await of java.util.concurrent.CountDownLatch$Sync@",
            () -> {
              new CountDownLatch(1).await();
              return 0;
            }),
        park(
            "Semaphore.acquire of ",
            () -> {
              new Semaphore(0).acquire();
              return 0;
            }),
        park(
            "park of io.greenloom.internal.dump.ParkSiteTest@",
            () -> {
              LockSupport.park(new ParkSiteTest());
              return 0;
            }),
        park(
            "park",
            () -> {
              LockSupport.park();
              return 0;
            }));
  }

  private static Object readLock() {
    StampedLock lock = new StampedLock();
    return lock.writeLock() + lock.readLock();
  }

  private static Object awaitCondition() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    lock.newCondition().await();
    return 0;
  }

  private static Arguments park(String expected, Callable<Object> body) {
    return Arguments.of(expected, body);
  }

  @ParameterizedTest
  @MethodSource("parks")
  void isTheMethodThatWasCalled(String expected, Callable<Object> body) {
    Thread thread = Thread.ofPlatform().daemon().start(new FutureTask<>(body));
    await().until(() -> thread.getState() == Thread.State.WAITING);

    assertThat(ParkSite.of(List.of(thread.getStackTrace()), LockSupport.getBlocker(thread)))
        .startsWith(expected);
    thread.interrupt();
  }

  @Test
  void ofAPoolsIdleThreadIsItsQueue() {
    List<StackTraceElement> trace =
        Frames.of(
            "java.lang.VirtualThread.park",
            "java.util.concurrent.locks.LockSupport.park",
            "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take",
            "java.util.concurrent.ThreadPoolExecutor.getTask",
            "java.util.concurrent.ThreadPoolExecutor.runWorker");

    assertThat(ParkSite.of(trace, null)).isEqualTo("DelayedWorkQueue.take");
  }
}
