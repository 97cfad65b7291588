package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** Stream and datagram sockets: talking, timing out, closing, failing. */
@SuppressWarnings({"AddressSelection", "resource"})
public final class Sockets {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int TRANSFER = 50_000_000;

  private Sockets() {}

  /** Both ends of a connection. */
  private record Pair(Socket client, Socket peer) implements AutoCloseable {
    static Pair open() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        return new Pair(client, server.accept());
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
      peer.close();
    }
  }

  /** Something done with both ends. */
  private interface Talk {
    Object run(Socket client, Socket peer) throws Exception;
  }

  private static void pair(String name, Talk talk) {
    step(
        name,
        () -> {
          try (Pair pair = Pair.open()) {
            return talk.run(pair.client, pair.peer);
          }
        });
  }

  /** Runs what blocks on a thread of its own, does something else and returns how it ended. */
  private static String meanwhile(Steps.Step blocking, Steps.Body action) throws Exception {
    String[] outcome = new String[1];
    Thread thread =
        startDaemon(
            "blocked",
            () -> {
              try {
                outcome[0] = String.valueOf(blocking.run());
              } catch (Throwable e) {
                outcome[0] = Steps.describe(e);
              }
            });
    settle();
    action.run();
    join(thread);
    return outcome[0];
  }

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    Thread thread =
        Steps.start(
            "sockets",
            () -> {
              echo();
              timeouts();
              closing();
              failures();
              transfers();
              datagrams();
            });
    thread.join();
    System.out.println("end");
  }

  private static void echo() {
    step(
        "echo server",
        () -> {
          int clients = 200;
          AtomicLong sum = new AtomicLong();
          AtomicInteger served = new AtomicInteger();
          try (ServerSocket server = new ServerSocket(0, clients, LOOPBACK)) {
            Thread acceptor =
                startDaemon(
                    "acceptor",
                    () -> {
                      for (int i = 0; i < clients; i++) {
                        Socket socket = server.accept();
                        startDaemon(
                            "echo-" + i,
                            () -> {
                              try (socket) {
                                socket.getInputStream().transferTo(socket.getOutputStream());
                              }
                              served.incrementAndGet();
                            });
                      }
                    });
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
              int number = i;
              threads.add(
                  startDaemon(
                      "client-" + i,
                      () -> {
                        try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                          InputStream in = socket.getInputStream();
                          for (int round = 0; round < 20; round++) {
                            socket.getOutputStream().write(number);
                            sum.addAndGet(in.read());
                          }
                          socket.shutdownOutput();
                          if (in.read() != -1) {
                            System.out.println("no end of the stream");
                          }
                        }
                      }));
            }
            join(threads.toArray(Thread[]::new));
            join(acceptor);
          }
          return sum.get() + " " + (served.get() <= clients);
        });
  }

  private static void timeouts() {
    pair(
        "read times out",
        (client, peer) -> {
          client.setSoTimeout(50);
          long start = System.nanoTime();
          String outcome;
          try {
            outcome = String.valueOf(client.getInputStream().read());
          } catch (IOException e) {
            outcome = Steps.describe(e);
          }
          boolean early = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(49);
          peer.getOutputStream().write(5);
          return outcome + " early " + early + ", then " + client.getInputStream().read();
        });
    step(
        "accept times out",
        () -> {
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            server.setSoTimeout(50);
            String outcome;
            try {
              outcome = server.accept().toString();
            } catch (IOException e) {
              outcome = Steps.describe(e);
            }
            Socket client = new Socket(LOOPBACK, server.getLocalPort());
            server.accept().close();
            client.close();
            return outcome + ", then accepted";
          }
        });
    step(
        "receive times out",
        () -> {
          try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout(50);
            socket.receive(new DatagramPacket(new byte[1], 1));
            return "received";
          }
        });
    step(
        "connect times out",
        () -> {
          // once the backlog is full, the kernel leaves further connects without an answer
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            List<Socket> sockets = new ArrayList<>();
            try {
              for (int i = 0; i < 20; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.connect(server.getLocalSocketAddress(), 300);
              }
              return "all connected";
            } finally {
              for (Socket socket : sockets) {
                socket.close();
              }
            }
          }
        });
    pair(
        "shorter timeout for each read",
        (client, peer) -> {
          StringBuilder outcomes = new StringBuilder();
          for (int i = 1; i <= 5; i++) {
            client.setSoTimeout(i * 5);
            try {
              client.getInputStream().read();
            } catch (IOException e) {
              outcomes.append(e.getMessage()).append(' ');
            }
          }
          return outcomes;
        });
  }

  private static void closing() {
    pair(
        "half close",
        (client, peer) -> {
          client.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
          client.shutdownOutput();
          String question =
              new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
          peer.getOutputStream()
              .write((question + " answered").getBytes(StandardCharsets.US_ASCII));
          peer.close();
          return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        });
    pair(
        "close while reading",
        (client, peer) -> meanwhile(() -> client.getInputStream().read(), client::close));
    pair(
        "close while reading with a timeout",
        (client, peer) -> {
          client.setSoTimeout(30_000);
          return meanwhile(() -> client.getInputStream().read(), client::close);
        });
    pair(
        "shutdownInput while reading",
        (client, peer) -> meanwhile(() -> client.getInputStream().read(), client::shutdownInput));
    pair(
        "peer closes while reading",
        (client, peer) -> meanwhile(() -> client.getInputStream().read(), peer::close));
    pair(
        "close while writing",
        (client, peer) ->
            meanwhile(
                () -> {
                  OutputStream out = client.getOutputStream();
                  byte[] bytes = new byte[1 << 20];
                  while (true) {
                    out.write(bytes);
                  }
                },
                client::close));
    step(
        "close while accepting",
        () -> {
          ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
          return meanwhile(server::accept, server::close);
        });
    step(
        "close while receiving",
        () -> {
          DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
          return meanwhile(
              () -> {
                socket.receive(new DatagramPacket(new byte[1], 1));
                return "received";
              },
              socket::close);
        });
    pair(
        "read after close",
        (client, peer) -> {
          client.close();
          return client.getInputStream().read();
        });
    pair(
        "two readers",
        (client, peer) -> {
          AtomicInteger sum = new AtomicInteger();
          Thread[] readers = new Thread[4];
          for (int i = 0; i < readers.length; i++) {
            readers[i] = startDaemon("reader", () -> sum.addAndGet(client.getInputStream().read()));
          }
          settle();
          for (int i = 1; i <= readers.length; i++) {
            peer.getOutputStream().write(i);
          }
          join(readers);
          return sum;
        });
    step(
        "many short connections",
        () -> {
          int sum = 0;
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Thread acceptor =
                startDaemon(
                    "acceptor",
                    () -> {
                      for (int i = 0; i < 1000; i++) {
                        try (Socket socket = server.accept()) {
                          socket.getOutputStream().write(i);
                        }
                      }
                    });
            for (int i = 0; i < 1000; i++) {
              try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                sum += socket.getInputStream().read();
              }
            }
            join(acceptor);
          }
          return sum;
        });
  }

  private static void failures() {
    step(
        "refused",
        () -> {
          int port;
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            port = server.getLocalPort();
          }
          new Socket(LOOPBACK, port).close();
          return "connected";
        });
    pair(
        "reset while reading",
        (client, peer) -> {
          peer.setSoLinger(true, 0);
          return meanwhile(() -> client.getInputStream().read(), peer::close);
        });
    step(
        "address in use",
        () -> {
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            new ServerSocket(server.getLocalPort(), 1, LOOPBACK).close();
            return "bound twice";
          }
        });
    step("unknown host", () -> new Socket("no-such-host.invalid", 80).isBound());
  }

  private static void transfers() {
    pair(
        "large transfer both ways",
        (client, peer) -> {
          long[] sent = new long[2];
          long[] received = new long[2];
          Thread[] threads = {
            startDaemon("send", () -> sent[0] = send(client.getOutputStream(), 7)),
            startDaemon("send back", () -> sent[1] = send(peer.getOutputStream(), 13)),
            startDaemon("receive", () -> received[0] = receive(peer.getInputStream(), 1_000)),
            startDaemon(
                "receive back", () -> received[1] = receive(client.getInputStream(), 8_191)),
          };
          join(threads[0]);
          client.shutdownOutput();
          join(threads[1]);
          peer.shutdownOutput();
          join(threads);
          return (sent[0] == received[0]) + " " + (sent[1] == received[1]) + " " + received[0];
        });
  }

  private static long send(OutputStream out, int seed) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[10_007];
    int left = TRANSFER;
    for (int chunk = 0; left > 0; chunk++) {
      int length = Math.min(left, 1 + (chunk * 131) % buffer.length);
      for (int i = 0; i < length; i++) {
        buffer[i] = (byte) (seed * (chunk + i));
      }
      out.write(buffer, 0, length);
      sum.update(buffer, 0, length);
      left -= length;
    }
    return sum.getValue();
  }

  private static long receive(InputStream in, int size) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[size];
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      sum.update(buffer, 0, length);
    }
    return sum.getValue();
  }

  private static void datagrams() {
    step(
        "datagrams there and back",
        () -> {
          try (DatagramSocket server = new DatagramSocket(0, LOOPBACK);
              DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            Thread echo =
                startDaemon(
                    "echo",
                    () -> {
                      for (int i = 0; i < 100; i++) {
                        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                        server.receive(packet);
                        server.send(packet);
                      }
                    });
            client.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
            int sum = 0;
            for (int i = 1; i <= 100; i++) {
              byte[] data = new byte[i];
              client.send(new DatagramPacket(data, data.length));
              DatagramPacket packet = new DatagramPacket(new byte[100], 100);
              client.receive(packet);
              sum += packet.getLength();
            }
            join(echo);
            return sum;
          }
        });
  }
}
