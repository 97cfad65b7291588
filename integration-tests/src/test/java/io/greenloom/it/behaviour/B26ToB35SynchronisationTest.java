package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.AsyncResult;
import io.greenloom.Channel;
import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.GreenletLocal;
import io.greenloom.Monkey;
import io.greenloom.Select;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Events, channels, and the types of java.util.concurrent that take the place of gevent's. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "ThreadPriorityCheck"}) // as users write it
class B26ToB35SynchronisationTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void b26_setAndClearWithoutASwitchWakesAll() throws Exception {
    OnGreenlet.run(() -> {
      Event event = new Event();
      List<Greenlet<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        waiters.add(Greenlet.spawn(() -> event.await(LONG)));
      }
      Greenlet.yieldNow();
      event.set();
      event.clear();

      assertThat(Greenlet.joinAll(waiters)).containsExactlyElementsOf(waiters);
      for (Greenlet<Boolean> waiter : waiters) {
        assertThat(waiter.get()).isTrue();
      }
      assertThat(event.isSet()).isFalse();
    });
  }

  @Test
  void b27_semaphoreTimesOutAndStarvesNobody() throws Exception {
    OnGreenlet.run(() -> {
      assertThat(new Semaphore(0).tryAcquire(20, TimeUnit.MILLISECONDS)).isFalse();

      Semaphore semaphore = new Semaphore(1, true);
      AtomicInteger third = new AtomicInteger();
      List<Greenlet<?>> greedy = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        greedy.add(
            Greenlet.spawn(() -> {
              while (third.get() == 0) {
                semaphore.acquire();
                Greenlet.yieldNow();
                semaphore.release();
              }
            }));
      }
      Greenlet<?> last =
          Greenlet.spawn(() -> {
            semaphore.acquire();
            third.incrementAndGet();
            semaphore.release();
          });
      assertThat(last.join(LONG)).isTrue();
      greedy.forEach(each -> assertThat(each.isSuccessful() || !each.isReady()).isTrue());
      Greenlet.joinAll(greedy);
    });
  }

  @Test
  void b28_aLockIsSharedWithOtherThreads() throws Exception {
    OnGreenlet.run(() -> {
      ReentrantLock lock = new ReentrantLock();
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread holder =
          Monkey.originalThread(() -> {
            lock.lock();
            held.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              // released all the same
            } finally {
              lock.unlock();
            }
          });
      holder.start();
      held.await();
      assertThat(lock.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
      release.countDown();
      assertThat(lock.tryLock(10, TimeUnit.SECONDS)).isTrue();
      lock.unlock();
    });
  }

  @Test
  void b28_twoThreadsDuelAndBothProgress() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Greenlet.Task duel =
        () -> {
          for (int i = 0; i < 1_000; i++) {
            lock.lock();
            try {
              Greenlet.yieldNow();
            } finally {
              lock.unlock();
            }
          }
        };
    OnGreenlet.run(() -> {
      Thread other =
          Monkey.originalThread(() -> {
            try {
              duel.run();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      other.start();
      Greenlet<?> one = Greenlet.spawn(duel);
      Greenlet<?> two = Greenlet.spawn(duel);
      assertThat(Greenlet.joinAll(List.of(one, two), LONG)).hasSize(2);
      other.join();
      assertThat(one.isSuccessful() && two.isSuccessful()).isTrue();
    });
  }

  @Test
  void b29_aHolderGetsToRunWhileAnotherSpins() throws Exception {
    OnGreenlet.run(() -> {
      ReentrantLock lock = new ReentrantLock();
      Greenlet<?> holder =
          Greenlet.spawn(() -> {
            lock.lock();
            Greenlet.sleep(SHORT);
            lock.unlock();
          });
      Greenlet.yieldNow();
      Greenlet<?> spinning =
          Greenlet.spawn(() -> {
            while (!lock.tryLock()) {
              Thread.yield();
            }
            lock.unlock();
          });
      assertThat(Greenlet.joinAll(List.of(holder, spinning), LONG)).hasSize(2);
    });
  }

  @Test
  void b30_releaseByAnotherIsAnError() throws Exception {
    OnGreenlet.run(() -> {
      ReentrantLock lock = new ReentrantLock();
      assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
      lock.lock();
      Greenlet<?> other = Greenlet.spawn(lock::unlock);
      assertThatThrownBy(other::get).hasCauseInstanceOf(IllegalMonitorStateException.class);
      lock.unlock();
    });
  }

  @Test
  void b31_itemsAndBlockedPuttersProceedInTheirOrder() throws Exception {
    OnGreenlet.run(() -> {
      BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1, true);
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int item = i;
        Greenlet.spawn(() -> {
          queue.put(item);
          events.add("put " + item);
        });
      }
      Greenlet.yieldNow();
      List<Integer> items = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        items.add(queue.take());
        Greenlet.yieldNow();
      }
      assertThat(items).containsExactly(0, 1, 2, 3);
      assertThat(events).containsExactly("put 0", "put 1", "put 2", "put 3");

      List<String> got = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        Greenlet.spawn(() -> got.add(number + " got " + queue.take()));
      }
      Greenlet.yieldNow();
      for (int i = 0; i < 3; i++) {
        queue.put(i);
      }
      Greenlet.sleep(SHORT);
      assertThat(got).containsExactly("0 got 0", "1 got 1", "2 got 2");
    });
  }

  @Test
  void b32_aGetterThatTimedOutGetsNothing() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> channel = new Channel<>();
      Greenlet<Boolean> gone = Greenlet.spawn(() -> channel.get(Duration.ofMillis(5)) == null);
      Greenlet<String> live = Greenlet.spawn(() -> channel.get());
      assertThat(gone.get()).isTrue();
      assertThat(channel.put("x", LONG)).isTrue();
      assertThat(live.get()).isEqualTo("x");
      assertThat(channel.put("y", Duration.ZERO)).isFalse();
    });
  }

  @Test
  void b32_aPutterThatIsKilledPutsNothing() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> channel = new Channel<>();
      Greenlet<?> killed = Greenlet.spawn(() -> channel.put("lost"));
      Greenlet.yieldNow();
      killed.kill();
      assertThat(channel.get(Duration.ZERO)).isNull();
      Greenlet<?> putter = Greenlet.spawn(() -> channel.put("kept"));
      assertThat(channel.get()).isEqualTo("kept");
      putter.join();
    });
  }

  @Test
  void b33_rendezvousWithAWaitingPutter() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> channel = new Channel<>();
      List<String> events = new ArrayList<>();
      Greenlet.spawn(() -> {
        events.add(channel.get());
        events.add(channel.get());
      });
      events.add("sending");
      channel.put("hello");
      events.add("sent hello");
      channel.put("world");
      events.add("sent world");

      assertThat(events).containsExactly("sending", "hello", "sent hello", "world", "sent world");
    });
  }

  @Test
  void b33_rendezvousWithAWaitingGetter() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> channel = new Channel<>();
      List<String> events = new ArrayList<>();
      Greenlet.spawn(() -> {
        events.add("sending");
        channel.put("hello");
        events.add("sent hello");
        channel.put("world");
        events.add("sent world");
      });
      events.add(channel.get());
      assertThat(events).containsExactly("sending", "hello");
      events.add(channel.get());
      assertThat(events).containsExactly("sending", "hello", "sent hello", "world");
      Greenlet.yieldNow();
      assertThat(events).containsExactly("sending", "hello", "sent hello", "world", "sent world");
    });
  }

  @Test
  void b33_aPutThatHasBeenGotDoesNotThrowWhatComesTooLate() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> channel = new Channel<>();
      Greenlet<String> getter = Greenlet.spawn(() -> channel.get());
      List<String> events = new ArrayList<>();
      Greenlet<?> putter =
          Greenlet.spawn(() -> {
            channel.put("item");
            events.add("put");
            Greenlet.sleep(LONG);
          });
      Greenlet.spawn(() -> putter.kill());
      putter.join();
      assertThat(getter.get(LONG)).isEqualTo("item");
      assertThat(events).containsExactly("put");
    });
  }

  @Test
  void selectTakesWhatIsPossibleAndLeavesTheRest() throws Exception {
    OnGreenlet.run(() -> {
      Channel<String> first = new Channel<>();
      Channel<Integer> second = new Channel<>();
      Event stop = new Event();
      Select<String> select =
          Select.<String>create()
              .onGet(first, item -> "first " + item)
              .onGet(second, item -> "second " + item)
              .onReady(stop, () -> "stop");
      assertThat(select.await(Duration.ZERO)).isEmpty();
      assertThat(select.await(SHORT)).isEmpty();

      Greenlet<?> putter = Greenlet.spawn(() -> second.put(1));
      assertThat(select.await()).isEqualTo("second 1");
      putter.join();
      assertThat(first.put("nobody gets", Duration.ZERO)).isFalse();
      Greenlet.spawn(() -> first.put("x"));
      assertThat(select.await(LONG)).contains("first x");
      stop.set();
      assertThat(select.await()).isEqualTo("stop");
      assertThatThrownBy(() -> Select.create().await()).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void selectsMeetEachOther() throws Exception {
    OnGreenlet.run(() -> {
      Channel<Integer> one = new Channel<>();
      Channel<Integer> two = new Channel<>();
      int rounds = 1_000;
      List<Greenlet<Integer>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Channel<Integer> in = i == 0 ? one : two;
        Channel<Integer> out = i == 0 ? two : one;
        both.add(
            Greenlet.spawn(() -> {
              int sum = 0;
              for (int round = 0; round < rounds; round++) {
                sum +=
                    Select.<Integer>create().onGet(in, item -> item).onPut(out, 1, () -> 0).await();
              }
              return sum;
            }));
      }
      int got = both.get(0).get() + both.get(1).get();
      assertThat(got).isEqualTo(rounds);
    });
  }

  /** Selects and plain calls on several hubs at once: each item is got once. */
  @Test
  void selectAcrossThreadsLosesNothing() throws Exception {
    OnGreenlet.run(() -> {});
    Channel<Integer> one = new Channel<>();
    Channel<Integer> two = new Channel<>();
    AtomicInteger sum = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    int items = 2_000;
    for (int i = 0; i < 4; i++) {
      boolean puts = i < 2;
      threads.add(
          new Thread(() -> {
            try {
              for (int item = 1; item <= items; item++) {
                if (puts) {
                  Object ignored =
                      Select.create()
                          .onPut(one, item, () -> "one")
                          .onPut(two, item, () -> "two")
                          .await();
                } else {
                  sum.addAndGet(
                      Select.<Integer>create()
                          .onGet(two, got -> got)
                          .onGet(one, got -> got)
                          .await());
                }
              }
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(sum.get()).isEqualTo(items * (items + 1));
  }

  @Test
  void asyncResultAsTheTargetOfALink() throws Exception {
    OnGreenlet.run(() -> {
      AsyncResult<String> result = new AsyncResult<>();
      Greenlet<String> greenlet = Greenlet.spawn(() -> "value");
      greenlet.link(result);
      assertThat(result.get(LONG)).isEqualTo("value");

      AsyncResult<String> failed = new AsyncResult<>();
      failed.setException(new IllegalStateException("set"));
      assertThatThrownBy(failed::get).hasCauseInstanceOf(IllegalStateException.class);
      assertThat(failed.await(Duration.ZERO)).isTrue();
      failed.set("later");
      assertThat(failed.get()).isEqualTo("later");
    });
  }

  /** Something that waits, and something that ends the wait. */
  private record Pair(String type, Greenlet.Task waits, Greenlet.Task wakes) {}

  /** Types of java.util.concurrent that gevent's users know by other names: see docs/gevent.md. */
  private static List<Pair> pairs() {
    Semaphore semaphore = new Semaphore(0);
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    CountDownLatch latch = new CountDownLatch(1);
    CyclicBarrier barrier = new CyclicBarrier(2);
    Phaser phaser = new Phaser(2);
    CompletableFuture<String> future = new CompletableFuture<>();
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    BlockingQueue<String> priority = new PriorityBlockingQueue<>();
    return List.of(
        new Pair("Semaphore", semaphore::acquire, semaphore::release),
        new Pair(
            "Condition",
            () -> {
              lock.lock();
              condition.await();
              lock.unlock();
            },
            () -> {
              lock.lock();
              condition.signal();
              lock.unlock();
            }),
        new Pair("CountDownLatch", latch::await, latch::countDown),
        new Pair("CyclicBarrier", barrier::await, barrier::await),
        new Pair("Phaser", phaser::arriveAndAwaitAdvance, phaser::arriveAndAwaitAdvance),
        new Pair("CompletableFuture", future::get, () -> future.complete("x")),
        new Pair("LinkedBlockingQueue", queue::take, () -> queue.put("x")),
        new Pair("PriorityBlockingQueue", priority::take, () -> priority.put("x")));
  }

  @Test
  void b34_theTypesOfTheJdkAreCooperative() throws Exception {
    for (Pair pair : pairs()) {
      OnGreenlet.run(() -> {
        Greenlet<?> waiting = Greenlet.spawn(pair.waits());
        Greenlet.yieldNow();
        Greenlet.yieldNow();
        assertThat(waiting.isReady()).as(pair.type()).isFalse();
        pair.wakes().run();
        assertThat(waiting.join(LONG)).as(pair.type()).isTrue();
        assertThat(waiting.isSuccessful()).as(pair.type()).isTrue();
      });
    }
  }

  @Test
  void b35_localsAreOfOneGreenletAndGoWithIt() throws Exception {
    OnGreenlet.run(() -> {
      GreenletLocal<Object> local = GreenletLocal.withInitial(Object::new);
      List<WeakReference<Object>> values = new ArrayList<>();
      List<Greenlet<?>> ended = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ended.add(
            Greenlet.spawn(() -> {
              Object mine = local.get();
              assertThat(local.get()).isSameAs(mine);
              values.add(new WeakReference<>(mine));
              Greenlet.yieldNow();
              assertThat(local.get()).isSameAs(mine);
            }));
      }
      Greenlet.joinAllOrThrow(ended, LONG);
      assertThat(values.stream().map(WeakReference::get).distinct().count()).isGreaterThan(1);
      for (int i = 0; i < 50 && values.stream().anyMatch(each -> each.get() != null); i++) {
        System.gc();
        Greenlet.sleep(SHORT);
      }
      assertThat(values).allMatch(each -> each.get() == null);
      assertThat(ended).hasSize(10);
    });
  }

  @Test
  void b35_localsOfATreeAreShared() throws Exception {
    OnGreenlet.run(() -> {
      GreenletLocal<List<String>> shared = GreenletLocal.ofTree(ArrayList::new);
      shared.get().add("root");
      Greenlet<?> child =
          Greenlet.spawn(() -> {
            shared.get().add("child");
            Greenlet.spawn(() -> shared.get().add("grandchild")).get();
          });
      child.get();
      assertThat(shared.get()).containsExactly("root", "child", "grandchild");
      shared.remove();
      assertThat(shared.get()).isEmpty();
    });
  }
}
