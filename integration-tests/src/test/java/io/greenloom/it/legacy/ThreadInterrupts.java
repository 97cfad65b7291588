package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What an interrupt does in every kind of wait. */
@SuppressWarnings({
  "JdkObsolete",
  "LockNotBeforeTry",
  "ThreadPriorityCheck",
  "WaitNotInLoop",
  "resource"
})
public final class ThreadInterrupts {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private ThreadInterrupts() {}

  /** Interrupts a thread in a wait; prints how the wait ended and the flag after it. */
  private static void interrupted(String name, Steps.Body wait) {
    step(
        name,
        () -> {
          String[] outcome = new String[1];
          Thread thread =
              startDaemon(
                  name,
                  () -> {
                    String end = "returned";
                    try {
                      wait.run();
                    } catch (Exception e) {
                      end = Steps.describe(e);
                    }
                    outcome[0] = end + ", flag " + Thread.currentThread().isInterrupted();
                  });
          settle();
          thread.interrupt();
          join(thread);
          return outcome[0] + ", after " + thread.isInterrupted();
        });
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    flags();

    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    interrupted("sleep", () -> Thread.sleep(60_000));
    interrupted(
        "wait",
        () -> {
          synchronized (monitor) {
            monitor.wait();
          }
        });
    interrupted(
        "timed wait",
        () -> {
          synchronized (monitor) {
            monitor.wait(60_000);
          }
        });
    Thread main = Thread.currentThread();
    interrupted("join", main::join);
    interrupted("timed join", () -> main.join(60_000));
    interrupted("park", LockSupport::park);
    interrupted("parkNanos", () -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1)));
    interrupted(
        "condition",
        () -> {
          lock.lock();
          try {
            condition.await();
          } finally {
            lock.unlock();
          }
        });
    interrupted("queue take", () -> new ArrayBlockingQueue<String>(1).take());
    interrupted("queue poll", () -> new ArrayBlockingQueue<String>(1).poll(1, TimeUnit.MINUTES));
    interrupted("semaphore", () -> new Semaphore(0).acquire());
    interrupted("latch", () -> new CountDownLatch(1).await());
    interrupted("barrier", () -> new CyclicBarrier(2).await());
    interrupted("future", () -> new FutureTask<>(() -> "never").get());
    interrupted("timed future", () -> new FutureTask<>(() -> "x").get(1, TimeUnit.MINUTES));
    lockNotInterruptible(lock);
    interrupted("lockInterruptibly", () -> heldLock().lockInterruptibly());
    interrupted("tryLock", () -> heldLock().tryLock(1, TimeUnit.MINUTES));

    sockets();
    channels();
    interrupted("selector", () -> Selector.open().select());
    interrupted("timed selector", () -> Selector.open().select(60_000));
    interrupted("pipe", () -> Pipe.open().source().read(ByteBuffer.allocate(1)));
    futureCancel();
  }

  private static ReentrantLock heldLock() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    join(start("holder", lock::lock));
    return lock;
  }

  private static void flags() {
    step(
        "before start",
        () -> {
          boolean[] inside = new boolean[2];
          Thread thread =
              Steps.thread(
                  "t",
                  () -> {
                    inside[0] = Thread.interrupted();
                    inside[1] = Thread.interrupted();
                  });
          thread.interrupt();
          boolean before = thread.isInterrupted();
          thread.start();
          join(thread);
          return before + " " + inside[0] + " " + inside[1] + " " + thread.isInterrupted();
        });
    step(
        "before sleep",
        () -> {
          String[] outcome = new String[1];
          join(
              start(
                  "t",
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                      outcome[0] = e.getMessage() + Thread.currentThread().isInterrupted();
                    }
                  }));
          return outcome[0];
        });
    step(
        "of itself, kept to the end",
        () -> {
          Thread thread = start("t", () -> Thread.currentThread().interrupt());
          join(thread);
          return thread.isInterrupted();
        });
    step(
        "after the end",
        () -> {
          Thread thread = start("t", () -> {});
          join(thread);
          thread.interrupt();
          return thread.isInterrupted();
        });
    step(
        "seen outside while busy",
        () -> {
          CountDownLatch seen = new CountDownLatch(1);
          Thread thread =
              startDaemon(
                  "t",
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                      Thread.yield();
                    }
                    seen.countDown();
                    LockSupport.park(); // returns at once
                  });
          thread.interrupt();
          Steps.await(seen);
          join(thread);
          return "ended";
        });
    step(
        "overridden interrupt",
        () -> {
          StringBuffer calls = new StringBuffer();
          Thread thread =
              new Thread(() -> LockSupport.park()) {
                @Override
                public void interrupt() {
                  calls.append("called ");
                  super.interrupt();
                }
              };
          thread.setDaemon(true);
          thread.start();
          awaitState(thread, Thread.State.WAITING);
          thread.interrupt();
          join(thread);
          return calls;
        });
    step(
        "overridden isInterrupted",
        () -> {
          Thread thread =
              new Thread(() -> {}) {
                @Override
                public boolean isInterrupted() {
                  return true;
                }
              };
          thread.start();
          join(thread);
          return thread.isInterrupted();
        });
  }

  private static void lockNotInterruptible(ReentrantLock lock) {
    step(
        "lock ignores it",
        () -> {
          boolean[] flag = new boolean[1];
          lock.lock();
          Thread thread =
              startDaemon(
                  "t",
                  () -> {
                    lock.lock();
                    flag[0] = Thread.currentThread().isInterrupted();
                    lock.unlock();
                  });
          awaitState(thread, Thread.State.WAITING);
          thread.interrupt();
          settle();
          boolean alive = thread.isAlive();
          boolean visible = thread.isInterrupted();
          lock.unlock();
          join(thread);
          return alive + " " + visible + " " + flag[0];
        });
    step(
        "monitor ignores it",
        () -> {
          boolean[] flag = new boolean[1];
          Thread thread;
          boolean visible;
          synchronized (flag) {
            thread =
                startDaemon(
                    "t",
                    () -> {
                      synchronized (flag) {
                        flag[0] = Thread.currentThread().isInterrupted();
                      }
                    });
            awaitState(thread, Thread.State.BLOCKED);
            thread.interrupt();
            settle();
            visible = thread.isInterrupted() && thread.isAlive();
          }
          join(thread);
          return visible + " " + flag[0];
        });
  }

  private static void sockets() {
    for (int timeout : new int[] {0, 30_000}) {
      String suffix = timeout == 0 ? "" : " with a timeout";
      step("socket read ignores it" + suffix, () -> ignoredByRead(timeout));
      step("accept ignores it" + suffix, () -> ignoredByAccept(timeout));
      step("receive ignores it" + suffix, () -> ignoredByReceive(timeout));
    }
    step(
        "read with the flag set",
        () -> {
          try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
              Socket client = new Socket(LOOPBACK, server.getLocalPort());
              Socket peer = server.accept()) {
            int[] read = new int[2];
            boolean[] flag = new boolean[2];
            Thread thread =
                startDaemon(
                    "t",
                    () -> {
                      Thread.currentThread().interrupt();
                      read[0] = client.getInputStream().read();
                      flag[0] = Thread.currentThread().isInterrupted();
                      read[1] = client.getInputStream().read();
                      flag[1] = Thread.interrupted();
                    });
            settle();
            peer.getOutputStream().write(5);
            settle();
            peer.getOutputStream().write(6);
            join(thread);
            return read[0] + " " + flag[0] + " " + read[1] + " " + flag[1];
          }
        });
    step(
        "connect with the flag set",
        () -> {
          boolean[] connected = new boolean[2];
          try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            join(
                start(
                    "t",
                    () -> {
                      Thread.currentThread().interrupt();
                      try (Socket socket = new Socket()) {
                        socket.connect(server.getLocalSocketAddress(), 5_000);
                        connected[0] = socket.isConnected() && !socket.isClosed();
                      }
                      connected[1] = Thread.currentThread().isInterrupted();
                    }));
          }
          return connected[0] + " " + connected[1];
        });
  }

  private static Object ignoredByRead(int timeout) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        Socket peer = server.accept()) {
      client.setSoTimeout(timeout);
      return ignored(
          () -> {
            int first = client.getInputStream().read();
            boolean flag = Thread.interrupted();
            client.getOutputStream().write(first + 1);
            return first + " " + flag + " " + client.getInputStream().read();
          },
          () -> {
            peer.getOutputStream().write(1);
            peer.getOutputStream().write(peer.getInputStream().read() + 1);
          });
    }
  }

  private static Object ignoredByAccept(int timeout) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      server.setSoTimeout(timeout);
      return ignored(
          () -> {
            server.accept().close();
            boolean flag = Thread.interrupted();
            server.accept().close();
            return flag + " " + Thread.interrupted() + " " + server.isClosed();
          },
          () -> {
            new Socket(LOOPBACK, server.getLocalPort()).close();
            new Socket(LOOPBACK, server.getLocalPort()).close();
          });
    }
  }

  private static Object ignoredByReceive(int timeout) throws IOException, InterruptedException {
    try (DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        DatagramSocket sender = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      receiver.setSoTimeout(timeout);
      return ignored(
          () -> {
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            receiver.receive(packet);
            boolean flag = Thread.interrupted();
            receiver.receive(packet);
            return packet.getLength() + " " + flag + " " + receiver.isClosed();
          },
          () -> {
            byte[] data = new byte[7];
            sender.send(new DatagramPacket(data, 7, receiver.getLocalSocketAddress()));
            sender.send(new DatagramPacket(data, 7, receiver.getLocalSocketAddress()));
          });
    }
  }

  /** Interrupts a waiting thread, which must not mind, and then does what it waits for. */
  private static Object ignored(Steps.Step wait, Steps.Body release) throws InterruptedException {
    String[] outcome = new String[1];
    Thread thread =
        startDaemon(
            "waiting",
            () -> {
              try {
                outcome[0] = String.valueOf(wait.run());
              } catch (Throwable e) {
                outcome[0] = Steps.describe(e);
              }
            });
    settle();
    thread.interrupt();
    settle();
    String meanwhile = thread.isInterrupted() + " " + thread.isAlive() + " " + thread.getState();
    try {
      release.run();
    } catch (Exception e) {
      meanwhile += " " + Steps.describe(e);
    }
    join(thread);
    return meanwhile + ", " + outcome[0];
  }

  private static void channels() {
    step(
        "channel read",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel peer = server.accept()) {
              String[] outcome = new String[1];
              Thread thread =
                  startDaemon(
                      "t",
                      () -> {
                        try {
                          client.read(ByteBuffer.allocate(1));
                        } catch (IOException e) {
                          outcome[0] = Steps.describe(e) + Thread.currentThread().isInterrupted();
                        }
                      });
              settle();
              thread.interrupt();
              join(thread);
              return outcome[0] + " " + client.isOpen() + " " + peer.read(ByteBuffer.allocate(1));
            }
          }
        });
    step(
        "channel accept",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            String[] outcome = new String[1];
            Thread thread =
                startDaemon(
                    "t",
                    () -> {
                      try {
                        server.accept();
                      } catch (IOException e) {
                        outcome[0] = Steps.describe(e) + Thread.currentThread().isInterrupted();
                      }
                    });
            settle();
            thread.interrupt();
            join(thread);
            return outcome[0] + " " + server.isOpen();
          }
        });
    step(
        "channel with the flag set",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            String[] outcome = new String[1];
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            join(
                start(
                    "t",
                    () -> {
                      Thread.currentThread().interrupt();
                      try {
                        SocketChannel.open(server.getLocalAddress());
                      } catch (IOException e) {
                        outcome[0] = Steps.describe(e);
                      }
                    }));
            return outcome[0];
          }
        });
  }

  private static void futureCancel() {
    step(
        "cancelling a future",
        () -> {
          StringBuffer seen = new StringBuffer();
          CountDownLatch ended = new CountDownLatch(1);
          FutureTask<String> task =
              new FutureTask<>(() -> {
                try {
                  Thread.sleep(60_000);
                  return "slept";
                } catch (InterruptedException e) {
                  seen.append("interrupted");
                  ended.countDown();
                  throw e;
                }
              });
          Thread thread = new Thread(task, "t");
          thread.start();
          awaitState(thread, Thread.State.TIMED_WAITING);
          boolean cancelled = task.cancel(true);
          Steps.await(ended);
          join(thread);
          return cancelled + " " + seen;
        });
  }
}
