package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs out of file descriptors, again and again; to be started with a low limit. */
@SuppressWarnings({"AddressSelection", "ThreadPriorityCheck", "resource"}) // yields
public final class FewDescriptors {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String EVER_PRESENT = "/dev/null";

  private FewDescriptors() {}

  /** Opens something that takes a file descriptor. */
  @FunctionalInterface
  private interface Opener {
    AutoCloseable open() throws IOException;
  }

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    warmUp();
    start(
            "descriptors",
            () -> {
              opening();
              accepting();
              talkingMeanwhile();
              manyConnections();
            })
        .join();
    System.out.println("end");
  }

  /** What loads classes and libraries shall not do so when there is no file descriptor left. */
  private static void warmUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        Socket peer = server.accept()) {
      client.getOutputStream().write(1);
      peer.setSoTimeout(10_000);
      peer.getInputStream().read();
    }
    Selector.open().close();
    SocketChannel.open().close();
    Pipe pipe = Pipe.open();
    pipe.sink().close();
    pipe.source().close();
    new FileInputStream(EVER_PRESENT).close();
    Steps.describe(new SocketException("warm"));
  }

  /** Takes all file descriptors and returns how it ended; the caller closes them. */
  private static String exhaust(List<AutoCloseable> taken, Opener opener) {
    try {
      while (true) {
        taken.add(opener.open());
      }
    } catch (IOException e) {
      return Steps.describe(e).replaceAll("[^']*null \\(", "(");
    }
  }

  private static void closeAll(List<AutoCloseable> taken) throws Exception {
    for (AutoCloseable each : taken) {
      each.close();
    }
    taken.clear();
  }

  private static void opening() {
    opening("files", () -> new FileInputStream(EVER_PRESENT));
    opening("server sockets", () -> new ServerSocket(0, 1, LOOPBACK));
    opening("selectors", Selector::open);
    opening("channels", SocketChannel::open);
    opening(
        "pipes",
        () -> {
          Pipe pipe = Pipe.open();
          return () -> {
            pipe.sink().close();
            pipe.source().close();
          };
        });
  }

  private static void opening(String what, Opener opener) {
    step(
        "too many " + what,
        () -> {
          List<AutoCloseable> taken = new ArrayList<>();
          String outcome = exhaust(taken, opener);
          boolean some = taken.size() > 5;
          closeAll(taken);
          opener.open().close();
          return outcome + " " + some;
        });
  }

  private static void accepting() {
    step(
        "nothing left to accept with",
        () -> {
          // As a rule the first accept fails. But an agent's thread may have had a file open while
          // all were taken, and have closed it since: then there is one left to accept with.
          List<AutoCloseable> taken = new ArrayList<>();
          int accepted = 0;
          try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            for (int i = 0; i < 3; i++) {
              Socket client = new Socket();
              client.bind(new InetSocketAddress(LOOPBACK, 0));
              exhaust(taken, () -> new FileInputStream(EVER_PRESENT));
              client.connect(server.getLocalSocketAddress());
              try {
                server.accept().close();
                closeAll(taken);
              } catch (IOException e) {
                closeAll(taken);
                server.accept().close();
              }
              accepted++;
              client.close();
            }
          }
          return accepted;
        });
    step(
        "accepting while others take them all",
        () -> {
          List<AutoCloseable> taken = new ArrayList<>();
          AtomicInteger accepted = new AtomicInteger();
          try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            Thread acceptor =
                startDaemon(
                    "acceptor",
                    () -> {
                      while (accepted.get() < 10) {
                        try {
                          server.accept().close();
                          accepted.incrementAndGet();
                        } catch (IOException e) {
                          // one that blocks in the system call already has its own
                          Thread.sleep(1);
                        }
                      }
                    });
            for (int i = 1; i <= 10; i++) {
              Socket client = new Socket();
              client.bind(new InetSocketAddress(LOOPBACK, 0));
              exhaust(taken, () -> new FileInputStream(EVER_PRESENT));
              client.connect(server.getLocalSocketAddress());
              Thread.sleep(2);
              closeAll(taken);
              int before = i;
              Steps.awaitTrue(() -> accepted.get() >= before);
              client.close();
            }
            join(acceptor);
          }
          return accepted;
        });
  }

  /** Who has what it needs goes on while there is no file descriptor for anything new. */
  private static void talkingMeanwhile() {
    step(
        "talking, sleeping, starting threads while there are none",
        () -> {
          AtomicInteger echoed = new AtomicInteger();
          List<AutoCloseable> taken = new ArrayList<>();
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
              Socket client = new Socket(LOOPBACK, server.getLocalPort());
              Socket peer = server.accept()) {
            exhaust(taken, () -> new FileInputStream(EVER_PRESENT));
            Thread echo =
                startDaemon("echo", () -> peer.getInputStream().transferTo(peer.getOutputStream()));
            Thread talker =
                startDaemon(
                    "talker",
                    () -> {
                      InputStream in = client.getInputStream();
                      for (int i = 0; i < 200; i++) {
                        client.setSoTimeout(i % 2 * 10_000);
                        client.getOutputStream().write(i);
                        echoed.addAndGet(in.read() == i ? 1 : 0);
                        if (i % 20 == 0) {
                          Thread.sleep(1);
                          join(startDaemon("another", Thread::yield));
                        }
                      }
                      client.shutdownOutput();
                    });
            // one that computes, so that its hub goes on without it
            Thread busy =
                startDaemon(
                    "busy",
                    () -> {
                      long end = System.nanoTime() + 200_000_000;
                      while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                      }
                    });
            join(talker, echo, busy);
            closeAll(taken);
          }
          return echoed;
        });
  }

  private static void manyConnections() {
    step(
        "connections beyond the limit",
        () -> {
          AtomicInteger served = new AtomicInteger();
          try (ServerSocket server = new ServerSocket(0, 200, LOOPBACK)) {
            startDaemon(
                "acceptor",
                () -> {
                  while (!server.isClosed()) {
                    try {
                      Socket socket = server.accept();
                      startDaemon(
                          "echo",
                          () -> {
                            try (socket) {
                              socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                              // the other side has gone
                            }
                          });
                    } catch (IOException e) {
                      Thread.sleep(1);
                    }
                  }
                });
            Thread[] clients = new Thread[60];
            for (int i = 0; i < clients.length; i++) {
              Random random = new Random(i);
              clients[i] = startDaemon("client", () -> talk(server, random, served));
            }
            join(clients);
          }
          return served;
        });
  }

  /** Tries until it has been served once. */
  private static void talk(ServerSocket server, Random random, AtomicInteger served)
      throws Exception {
    while (true) {
      try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
        // as clients may hold all file descriptors, so that nobody can accept
        socket.setSoTimeout(20 + random.nextInt(50));
        socket.getOutputStream().write(5);
        if (socket.getInputStream().read() == 5) {
          served.incrementAndGet();
          return;
        }
      } catch (IOException e) {
        Thread.sleep(1 + random.nextInt(50));
      }
    }
  }
}
