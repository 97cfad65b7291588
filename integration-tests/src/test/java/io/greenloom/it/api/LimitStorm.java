package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.ThreadPool;
import io.greenloom.Timeout;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pools of connections, and hundreds who borrow one, ask something and give it back, with time
 * limits everywhere and kills at random. At the end nothing is lost, locked or out of step.
 */
public final class LimitStorm {
  private static final int CONNECTIONS = 8;
  private static final int WORKERS = 500;
  private static final int MOST_MILLIS = 30;
  private static final int MOST_MILLIS_IF_BUSY = 1_000;
  private static final int MOST_PAUSE_MILLIS = 400;
  private static final long STORM_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final LongAdder ANSWERS = new LongAdder();
  private static final LongAdder LIMITS = new LongAdder();
  private static final LongAdder KILLS = new LongAdder();
  private static final LongAdder LEFT_OVER = new LongAdder();
  private static final ConcurrentSkipListSet<String> FAILURES = new ConcurrentSkipListSet<>();

  private static volatile boolean over;

  private LimitStorm() {}

  /** Counts what goes out and what comes in, so that nothing is read by halves unnoticed. */
  private static final class Connection {
    private final Socket socket;
    private final SocketChannel channel; // null for a socket that has none
    private final ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
    private long asked;
    private long answered;

    Connection(SocketAddress server, boolean hasChannel) throws IOException {
      channel = hasChannel ? SocketChannel.open(server) : null;
      socket = hasChannel ? channel.socket() : new Socket();
      if (!hasChannel) {
        socket.connect(server);
      }
    }

    private void write(ByteBuffer buffer) throws IOException {
      if (channel == null) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        socket.getOutputStream().write(bytes);
      } else {
        channel.write(buffer);
      }
    }

    private void read() throws IOException {
      int count;
      if (channel == null) {
        int position = answer.position();
        count = socket.getInputStream().read(answer.array(), position, answer.remaining());
        answer.position(position + Math.max(count, 0));
      } else {
        count = channel.read(answer);
      }
      if (count < 0) {
        throw new EOFException();
      }
    }

    private void readAnswers() throws IOException {
      while (answered != asked) {
        while (answer.hasRemaining()) {
          read();
        }
        answered = answer.flip().getLong();
        answer.clear();
      }
    }

    void exchange() throws IOException {
      readAnswers(); // that of who was taken out of it
      asked++;
      write(ByteBuffer.allocate(Long.BYTES).putLong(asked).flip());
      readAnswers();
      ANSWERS.increment();
    }
  }

  /** Where connections are borrowed. */
  private interface Pool {
    Connection borrow() throws InterruptedException;

    void giveBack(Connection connection);

    default void use() throws Exception {
      Connection connection = borrow();
      try {
        connection.exchange();
      } finally {
        giveBack(connection);
      }
    }
  }

  /** With a condition; fair, as commons-pool's deque may be. */
  private static final class ConditionPool implements Pool {
    private final ReentrantLock lock;
    private final Condition notEmpty;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    ConditionPool(boolean fair) {
      lock = new ReentrantLock(fair);
      notEmpty = lock.newCondition();
    }

    @Override
    public Connection borrow() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (idle.isEmpty()) {
          notEmpty.await();
        }
        return idle.pop();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void giveBack(Connection connection) {
      lock.lock();
      try {
        idle.push(connection);
        notEmpty.signal();
        Thread.sleep(1); // who was signalled waits for the lock meanwhile
      } catch (InterruptedException e) {
        FAILURES.add("nobody interrupts: " + e);
      } finally {
        lock.unlock();
      }
    }
  }

  /** With a monitor. */
  private static final class MonitorPool implements Pool {
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    @Override
    public synchronized Connection borrow() throws InterruptedException {
      while (idle.isEmpty()) {
        wait();
      }
      return idle.pop();
    }

    @Override
    public synchronized void giveBack(Connection connection) {
      idle.push(connection);
      notify();
    }
  }

  private static Pool ofQueue() {
    LinkedBlockingDeque<Connection> idle = new LinkedBlockingDeque<>();
    return new Pool() {
      @Override
      public Connection borrow() throws InterruptedException {
        return idle.takeFirst();
      }

      @Override
      public void giveBack(Connection connection) {
        idle.addFirst(connection);
      }
    };
  }

  private static Pool ofSemaphore() {
    Semaphore permits = new Semaphore(0);
    Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    return new Pool() {
      @Override
      public Connection borrow() throws InterruptedException {
        permits.acquire();
        return idle.remove();
      }

      @Override
      public void giveBack(Connection connection) {
        idle.add(connection);
        permits.release();
      }
    };
  }

  private static void serve(SocketChannel channel) {
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        Thread.sleep(0, ThreadLocalRandom.current().nextInt(999_999));
        channel.write(buffer.flip().limit(3));
        Thread.sleep(0, ThreadLocalRandom.current().nextInt(999_999));
        channel.write(buffer.limit(Long.BYTES));
      }
    } catch (IOException | InterruptedException e) {
      FAILURES.add("server: " + e);
    }
  }

  private static void fill(Pool pool, boolean hasChannel) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < CONNECTIONS; i++) {
        Connection connection = new Connection(server.getLocalAddress(), hasChannel);
        SocketChannel accepted = server.accept();
        Thread thread = new Thread(() -> serve(accepted));
        thread.setDaemon(true);
        thread.start();
        pool.giveBack(connection);
      }
    }
  }

  private static void work(Pool pool) {
    while (!over) {
      try {
        Thread.sleep(ThreadLocalRandom.current().nextLong(MOST_PAUSE_MILLIS));
        workOnce(pool);
      } catch (GreenletExit e) {
        KILLS.increment();
      } catch (InterruptedException e) {
        FAILURES.add("nobody interrupts: " + e);
      }
    }
  }

  private static void workOnce(Pool pool) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int most = random.nextInt(4) == 0 ? MOST_MILLIS_IF_BUSY : MOST_MILLIS;
    long micros = random.nextLong(TimeUnit.MILLISECONDS.toMicros(most));
    try (Timeout _ = Timeout.start(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))) {
      pool.use();
    } catch (Timeout e) {
      LIMITS.increment();
    } catch (Exception e) {
      FAILURES.add("worker: " + e);
    }
    if (Thread.interrupted()) {
      LEFT_OVER.increment();
    }
  }

  private static List<Greenlet<?>> spawn(List<Pool> pools, int count) {
    List<Greenlet<?>> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pool pool = pools.get(i % pools.size());
      workers.add(Greenlet.spawn(() -> work(pool)));
    }
    return workers;
  }

  private static void storm(List<Pool> pools) throws Exception {
    List<Greenlet<?>> workers = spawn(pools, WORKERS / 2);
    Callable<List<Greenlet<?>>> others = () -> spawn(pools, WORKERS / 4);
    workers.addAll(new ThreadPool(1).spawn(others).get()); // on another hub
    CountDownLatch end = new CountDownLatch(WORKERS / 4);
    for (int i = 0; i < WORKERS / 4; i++) {
      Pool pool = pools.get(i % pools.size());
      new Thread(
              () -> {
                work(pool);
                end.countDown();
              })
          .start();
    }
    long until = System.nanoTime() + STORM_NANOS;
    while (System.nanoTime() < until) {
      Greenlet<?> victim = workers.get(ThreadLocalRandom.current().nextInt(workers.size()));
      boolean _ = victim.kill(new GreenletExit(), Duration.ZERO);
      Thread.sleep(1);
    }
    over = true;
    System.out.println(
        "all end: "
            + (Greenlet.joinAll(workers, Duration.ofSeconds(20)).size() == workers.size())
            + " "
            + end.await(20, TimeUnit.SECONDS));
  }

  /** All connections are there, and answer what they are asked. */
  private static void check(Pool pool) {
    List<Connection> all = new ArrayList<>();
    try (Timeout _ = Timeout.start(Duration.ofSeconds(10))) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Connection connection = pool.borrow();
        connection.exchange();
        all.add(connection);
      }
    } catch (Timeout | Exception e) {
      FAILURES.add("after " + all.size() + ": " + e);
    }
    all.forEach(pool::giveBack);
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    List<Pool> pools =
        List.of(
            new ConditionPool(false),
            new ConditionPool(true),
            new MonitorPool(),
            ofQueue(),
            ofSemaphore());
    for (Pool pool : pools) {
      fill(pool, pools.indexOf(pool) % 2 != 0);
    }
    storm(pools);
    for (Pool pool : pools) {
      Greenlet.spawn(() -> check(pool)).join();
    }
    System.out.println("left over: " + LEFT_OVER.sum());
    System.out.println("failures: " + new TreeSet<>(FAILURES));
    System.out.println(
        "all happened: " + (ANSWERS.sum() > 0 && LIMITS.sum() > 0 && KILLS.sum() > 0));
    System.err.println(ANSWERS + " answers, " + LIMITS + " limits, " + KILLS + " kills");
    System.exit(0);
  }
}
