package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * For each way to block: many threads that block at the same time, are left so for a moment, and
 * are released. On platform threads that takes an OS thread each.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "resource"})
public final class Crowd {
  /** How many threads block at the same time. */
  public static final int THREADS = 200;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();

  private Crowd() {}

  /** How one of the crowd blocks. */
  private interface Wait {
    void block(int number) throws Exception;
  }

  /** Prints how many threads have waited and gone on. */
  private static void crowd(String name, Wait wait, Steps.Body release) {
    step(
        name,
        () -> {
          CountDownLatch about = new CountDownLatch(THREADS);
          AtomicInteger wentOn = new AtomicInteger();
          Thread[] threads = new Thread[THREADS];
          for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads[i] =
                startDaemon(
                    name + "-" + i,
                    () -> {
                      about.countDown();
                      wait.block(number);
                      wentOn.incrementAndGet();
                    });
          }
          Steps.await(about);
          Steps.settle();
          int early = wentOn.get();
          release.run();
          join(threads);
          for (AutoCloseable resource : OPEN) {
            resource.close();
          }
          OPEN.clear();
          return early + " then " + wentOn;
        });
  }

  private static <T extends AutoCloseable> T open(T resource) {
    OPEN.add(resource);
    return resource;
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    waitsForThreads();
    locks();
    sockets();
    channels();
    http();
    pool();
    System.out.println("done");
  }

  private static void waitsForThreads() {
    crowd("sleep", number -> Thread.sleep(500), () -> {});
    Object monitor = new Object();
    crowd(
        "wait",
        number -> {
          synchronized (monitor) {
            monitor.wait();
          }
        },
        () -> {
          synchronized (monitor) {
            monitor.notifyAll();
          }
        });
    List<Thread> parked = new ArrayList<>();
    crowd(
        "park",
        number -> {
          synchronized (parked) {
            parked.add(Thread.currentThread());
          }
          LockSupport.park();
        },
        () -> parked.forEach(LockSupport::unpark));
    CountDownLatch end = new CountDownLatch(1);
    Thread other = startDaemon("other", () -> Steps.await(end));
    crowd("join", number -> other.join(), end::countDown);
    CountDownLatch latch = new CountDownLatch(1);
    crowd("latch", number -> latch.await(), latch::countDown);
    CyclicBarrier barrier = new CyclicBarrier(THREADS + 1);
    crowd("barrier", number -> barrier.await(), barrier::await);
    CompletableFuture<String> future = new CompletableFuture<>();
    crowd("future", number -> future.get(), () -> future.complete("now"));
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    crowd("queue", number -> queue.take(), () -> put(queue));
    BlockingQueue<Integer> handOver = new SynchronousQueue<>();
    crowd("hand-over", number -> handOver.take(), () -> put(handOver));
  }

  private static void put(BlockingQueue<Integer> queue) throws InterruptedException {
    for (int i = 0; i < THREADS; i++) {
      queue.put(i);
    }
  }

  private static void locks() {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder =
        startDaemon(
            "holder",
            () -> {
              synchronized (monitor) {
                held.countDown();
                Steps.await(release);
              }
            });
    int[] entered = new int[1];
    crowd(
        "synchronized",
        number -> {
          Steps.await(held);
          synchronized (monitor) {
            entered[0]++;
          }
        },
        () -> {
          release.countDown();
          join(holder);
        });
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    crowd(
        "lock",
        number -> {
          lock.lock();
          lock.unlock();
        },
        lock::unlock);
    Condition condition = lock.newCondition();
    crowd(
        "condition",
        number -> {
          lock.lock();
          condition.await();
          lock.unlock();
        },
        () -> {
          lock.lock();
          condition.signalAll();
          lock.unlock();
        });
    ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    readWrite.writeLock().lock();
    crowd(
        "read-write lock",
        number -> {
          readWrite.readLock().lock();
          readWrite.readLock().unlock();
        },
        readWrite.writeLock()::unlock);
    Semaphore semaphore = new Semaphore(0);
    crowd("semaphore", number -> semaphore.acquire(), () -> semaphore.release(THREADS));
  }

  private static void sockets() throws IOException {
    for (int timeout : new int[] {0, 60_000}) {
      ServerSocket server = new ServerSocket(0, THREADS, LOOPBACK);
      Socket[] clients = new Socket[THREADS];
      Socket[] peers = new Socket[THREADS];
      for (int i = 0; i < THREADS; i++) {
        clients[i] = new Socket(LOOPBACK, server.getLocalPort());
        clients[i].setSoTimeout(timeout);
        peers[i] = server.accept();
      }
      crowd(
          "socket read" + (timeout > 0 ? " with a timeout" : ""),
          number -> {
            open(clients[number]).getInputStream().read();
          },
          () -> {
            for (Socket peer : peers) {
              peer.getOutputStream().write(1);
              peer.close();
            }
            server.close();
          });
    }
    ServerSocket server = new ServerSocket(0, THREADS, LOOPBACK);
    crowd(
        "accept",
        number -> server.accept().close(),
        () -> {
          for (int i = 0; i < THREADS; i++) {
            new Socket(LOOPBACK, server.getLocalPort()).close();
          }
        });
    DatagramSocket[] sockets = new DatagramSocket[THREADS];
    for (int i = 0; i < THREADS; i++) {
      sockets[i] = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    }
    crowd(
        "datagrams",
        number -> sockets[number].receive(new DatagramPacket(new byte[1], 1)),
        () -> {
          try (DatagramSocket sender = new DatagramSocket()) {
            for (DatagramSocket socket : sockets) {
              sender.send(new DatagramPacket(new byte[1], 1, socket.getLocalSocketAddress()));
            }
          }
        });
    blockedWriters();
  }

  private static void blockedWriters() throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(4096);
      server.bind(new InetSocketAddress(LOOPBACK, 0), THREADS);
      Socket[] clients = new Socket[THREADS];
      Socket[] peers = new Socket[THREADS];
      for (int i = 0; i < THREADS; i++) {
        clients[i] = new Socket();
        clients[i].setSendBufferSize(4096);
        clients[i].connect(server.getLocalSocketAddress());
        peers[i] = server.accept();
      }
      byte[] much = new byte[200_000];
      crowd(
          "socket write",
          number -> {
            clients[number].getOutputStream().write(much);
            clients[number].close();
          },
          () -> {
            for (Socket peer : peers) {
              if (peer.getInputStream().readAllBytes().length != much.length) {
                System.out.println("lost bytes");
              }
              peer.close();
            }
          });
    }
  }

  private static void channels() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(LOOPBACK, 0), THREADS);
    channel("socket channel", server);
    Path folder = Files.createTempDirectory("crowd");
    Path path = folder.resolve("s");
    ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    unix.bind(UnixDomainSocketAddress.of(path), THREADS);
    channel("unix channel", unix);
    Files.delete(path);
    Files.delete(folder);

    Pipe[] pipes = new Pipe[THREADS];
    for (int i = 0; i < THREADS; i++) {
      pipes[i] = Pipe.open();
    }
    crowd(
        "pipe",
        number -> {
          pipes[number].source().read(ByteBuffer.allocate(1));
          pipes[number].source().close();
        },
        () -> {
          for (Pipe pipe : pipes) {
            pipe.sink().write(ByteBuffer.allocate(1));
            pipe.sink().close();
          }
        });
    Selector[] selectors = new Selector[THREADS];
    for (int i = 0; i < THREADS; i++) {
      selectors[i] = Selector.open();
    }
    crowd(
        "selector wakeup",
        number -> {
          selectors[number].select();
          selectors[number].close();
        },
        () -> {
          for (Selector selector : selectors) {
            selector.wakeup();
          }
        });
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    crowd(
        "selector ready",
        number -> {
          try (Selector selector = Selector.open()) {
            pipe.source().register(selector, SelectionKey.OP_READ);
            selector.select(60_000);
          }
        },
        () -> pipe.sink().write(ByteBuffer.allocate(1)));
  }

  private static void channel(String name, ServerSocketChannel server) throws IOException {
    SocketChannel[] clients = new SocketChannel[THREADS];
    SocketChannel[] peers = new SocketChannel[THREADS];
    for (int i = 0; i < THREADS; i++) {
      clients[i] = SocketChannel.open(server.getLocalAddress());
      peers[i] = server.accept();
    }
    crowd(
        name,
        number -> {
          clients[number].read(ByteBuffer.allocate(1));
          clients[number].close();
        },
        () -> {
          for (SocketChannel peer : peers) {
            peer.write(ByteBuffer.allocate(1));
            peer.close();
          }
          server.close();
        });
  }

  /** A server on sockets that answers all requests at once. */
  private static void http() throws IOException {
    ServerSocket server = new ServerSocket(0, THREADS, LOOPBACK);
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
            .getBytes(StandardCharsets.US_ASCII);
    crowd(
        "http",
        number -> {
          String url = "http://localhost:" + server.getLocalPort() + "/" + number;
          byte[] body;
          try (var stream = URI.create(url).toURL().openStream()) {
            body = stream.readAllBytes();
          }
          if (body.length != 2) {
            System.out.println("wrong answer");
          }
        },
        () -> {
          for (int i = 0; i < THREADS; i++) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().read(new byte[4096]);
              new ByteArrayInputStream(answer).transferTo(socket.getOutputStream());
            }
          }
          server.close();
        });
  }

  private static void pool() {
    step(
        "thread pool",
        () -> {
          CountDownLatch release = new CountDownLatch(1);
          CountDownLatch about = new CountDownLatch(THREADS);
          int sum = 0;
          try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
              int number = i;
              futures.add(
                  executor.submit(() -> {
                    about.countDown();
                    release.await();
                    return number;
                  }));
            }
            Steps.await(about);
            Steps.settle();
            release.countDown();
            for (Future<Integer> future : futures) {
              sum += future.get();
            }
          }
          return sum;
        });
  }
}
