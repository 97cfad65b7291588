package io.greenloom.it.api;

import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.LoopExit;
import io.greenloom.Timeout;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Greenlets that wait for others of their hub below a native frame, where they cannot leave their
 * carrier, while some more count how many run at once. To be run with {@code
 * -Djdk.reflect.useNativeAccessorOnly=true}.
 */
@SuppressWarnings({
  "InterruptedInCatchBlock",
  "ThreadPriorityCheck",
  "WaitNotInLoop",
  "LockNotBeforeTry"
})
public final class PinnedWaits {
  private static final int ROUNDS = 20;
  private static final int COUNTERS = 4;
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();
  private static final AtomicBoolean END = new AtomicBoolean();

  private PinnedWaits() {}

  private static int seven() {
    return 7;
  }

  /** Runs below a native frame; public for reflection. */
  public static Object call(Callable<?> body) throws Exception {
    return body.call();
  }

  private static Object pinned(Callable<?> body) throws Exception {
    try {
      return PinnedWaits.class.getMethod("call", Callable.class).invoke(null, body);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw (Error) e.getCause();
    }
  }

  /** What a greenlet does between two waits. */
  private static void count() {
    int running = RUNNING.incrementAndGet();
    MOST.accumulateAndGet(running, Math::max);
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(100);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    RUNNING.decrementAndGet();
  }

  private static Greenlet<?> other(Runnable body) {
    return Greenlet.spawn(() -> {
      count();
      body.run();
      count();
    });
  }

  private static void step(String name, Callable<?> body) throws Exception {
    Greenlet<Object> greenlet =
        Greenlet.spawn(() ->
            pinned(() -> {
              Object result = null;
              for (int i = 0; i < ROUNDS; i++) {
                count();
                result = body.call();
              }
              count();
              return result;
            }));
    Object result = greenlet.get();
    System.out.println(name + ": " + result + ", at once " + MOST.getAndSet(0));
  }

  /** Its initializer waits for another greenlet. */
  private static final class Lazy {
    static final Object VALUE = get();

    private static Object get() {
      try {
        return Greenlet.spawn(PinnedWaits::seven).get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    System.out.println("class initializer: " + Greenlet.spawn(() -> Lazy.VALUE).get());
    List<Greenlet<?>> counters = new ArrayList<>();
    for (int i = 0; i < COUNTERS; i++) {
      counters.add(
          Greenlet.spawn(() -> {
            while (!END.get()) {
              count();
              Greenlet.sleep(Duration.ofMillis(1));
            }
          }));
    }
    waits();
    ends();
    END.set(true);
    Greenlet.joinAll(counters);
    nativeWaits();
    neverEnds();
  }

  private static void waits() throws Exception {
    step("get", () -> Greenlet.spawn(() -> 7).get());
    step(
        "sleep",
        () -> {
          Greenlet.sleep(SHORT);
          Thread.sleep(SHORT);
          return "slept";
        });
    step(
        "event",
        () -> {
          Event event = new Event();
          Greenlet<?> _ = other(event::set);
          event.await();
          return event.isSet();
        });
    step("queue", PinnedWaits::queue);
    step("lock", PinnedWaits::lock);
    step("park", PinnedWaits::park);
    step("socket", PinnedWaits::socket);
    step("yield", PinnedWaits::spin);
    step("pinned by pinned", () -> depth(5));
    step("lookup", () -> InetAddress.getByName("localhost").isLoopbackAddress());
  }

  private static Object queue() throws InterruptedException {
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
    Greenlet<?> _ = other(() -> queue.add(7));
    return queue.take();
  }

  private static Object lock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Event locked = new Event();
    Greenlet<?> owner =
        Greenlet.spawn(() -> {
          lock.lock();
          try {
            locked.set();
            Greenlet.sleep(SHORT);
          } finally {
            lock.unlock();
          }
        });
    locked.await();
    lock.lock();
    lock.unlock();
    owner.join();
    return "locked";
  }

  private static Object park() throws Exception {
    Thread self = Thread.currentThread();
    AtomicBoolean unparked = new AtomicBoolean();
    Greenlet<?> _ =
        other(() -> {
          unparked.set(true);
          LockSupport.unpark(self);
        });
    while (!unparked.get()) {
      LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
    }
    return "unparked";
  }

  private static Object socket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket reader = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket writer = server.accept()) {
      Greenlet<?> sender =
          Greenlet.spawn(() -> {
            Greenlet.sleep(SHORT);
            writer.getOutputStream().write(7);
          });
      int read = reader.getInputStream().read();
      sender.join();
      return read;
    }
  }

  private static Object spin() {
    AtomicBoolean ran = new AtomicBoolean();
    Greenlet<?> _ = other(() -> ran.set(true));
    while (!ran.get()) {
      Thread.yield();
    }
    return "yielded";
  }

  private static Object depth(int left) throws Exception {
    count();
    Object result = left == 0 ? 7 : Greenlet.spawn(() -> pinned(() -> depth(left - 1))).get();
    count();
    return result;
  }

  /** What ends a wait before its time. */
  private static void ends() throws Exception {
    step("limit", () -> Timeout.call(SHORT, PinnedWaits::waitForEver, "limit"));
    step(
        "kill",
        () -> {
          Greenlet<Object> victim = Greenlet.spawn(() -> pinned(PinnedWaits::waitForEver));
          Greenlet.sleep(SHORT);
          victim.kill();
          return "killed " + victim.isDone();
        });
    step(
        "interrupt",
        () -> {
          Thread self = Thread.currentThread();
          Greenlet<?> _ = other(self::interrupt);
          try {
            new Event().await();
            return "not interrupted";
          } catch (InterruptedException e) {
            count();
            Greenlet<?> _ = other(self::interrupt);
            LockSupport.park();
            Thread.yield();
            return "interrupted, again " + Thread.interrupted();
          }
        });
  }

  private static Object waitForEver() throws InterruptedException {
    new Event().await();
    return "waited";
  }

  /** Waits that the JVM does not tell of: only that they end. */
  private static void nativeWaits() throws Exception {
    System.out.println(
        "Object.wait: " + Greenlet.spawn(() -> pinned(PinnedWaits::objectWait)).get());
    System.out.println("monitor: " + Greenlet.spawn(() -> pinned(PinnedWaits::monitor)).get());
    Greenlet<Object> first = Greenlet.spawn(() -> Shared.VALUE);
    Greenlet<Object> second = Greenlet.spawn(() -> Shared.VALUE);
    Greenlet<?> _ =
        Greenlet.spawn(() -> {
          Greenlet.sleep(SHORT);
          Ready.EVENT.set();
        });
    System.out.println("initializer of two: " + first.get() + " " + second.get());
  }

  private static Object objectWait() throws InterruptedException {
    Object monitor = new Object();
    AtomicBoolean notified = new AtomicBoolean();
    synchronized (monitor) {
      Greenlet<?> _ =
          Greenlet.spawn(() -> {
            synchronized (monitor) {
              notified.set(true);
              monitor.notifyAll();
            }
          });
      while (!notified.get()) {
        monitor.wait();
      }
    }
    return "notified";
  }

  private static Object monitor() throws Exception {
    Object monitor = new Object();
    Event entered = new Event();
    Greenlet<?> owner =
        Greenlet.spawn(() -> {
          synchronized (monitor) {
            entered.set();
            Greenlet.sleep(SHORT);
          }
        });
    entered.await();
    synchronized (monitor) {
      owner.join();
    }
    return "entered";
  }

  /** Its initializer waits for a greenlet that is spawned after another that needs the class. */
  private static final class Shared {
    static final Object VALUE = get();

    private static Object get() {
      try {
        Ready.EVENT.await();
        return 7;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Ready {
    static final Event EVENT = new Event();
  }

  private static void neverEnds() throws Exception {
    try {
      Greenlet.spawn(() -> pinned(PinnedWaits::waitForEver)).get();
    } catch (LoopExit e) {
      System.out.println("for ever: LoopExit");
    }
  }
}
