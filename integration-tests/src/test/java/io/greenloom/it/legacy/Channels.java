package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.settle;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Channels in blocking mode, and selectors. */
@SuppressWarnings("resource")
public final class Channels {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Channels() {}

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    Thread thread =
        Steps.start(
            "channels",
            () -> {
              streams();
              pipes();
              closing();
              datagrams();
              selectors();
              selectLoop();
              asynchronous();
            });
    thread.join();
    System.out.println("end");
  }

  private static void streams() throws IOException {
    step(
        "socket channel",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            return transfer(server, server.getLocalAddress());
          }
        });
    Path folder = Files.createTempDirectory("channels");
    step(
        "unix domain channel",
        () -> {
          Path path = folder.resolve("s");
          try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            return transfer(server, server.getLocalAddress());
          } finally {
            Files.delete(path);
          }
        });
    Files.delete(folder);
    step(
        "socket of a channel",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            Socket client = SocketChannel.open(server.getLocalAddress()).socket();
            Socket peer = server.socket().accept();
            client.setSoTimeout(50);
            String outcome;
            try {
              outcome = "read " + client.getInputStream().read();
            } catch (IOException e) {
              outcome = Steps.describe(e);
            }
            peer.getOutputStream().write(9);
            outcome += " " + client.getInputStream().read();
            client.close();
            peer.close();
            return outcome;
          }
        });
    step(
        "refused",
        () -> {
          SocketAddress address;
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            address = server.getLocalAddress();
          }
          return SocketChannel.open(address);
        });
  }

  /** Sends 20 MB there and back at the same time. */
  private static Object transfer(ServerSocketChannel server, SocketAddress address)
      throws IOException, InterruptedException {
    int total = 20_000_000;
    Thread echo =
        startDaemon(
            "echo",
            () -> {
              try (SocketChannel peer = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(30_000);
                while (peer.read(buffer) >= 0) {
                  buffer.flip();
                  while (buffer.hasRemaining()) {
                    peer.write(buffer);
                  }
                  buffer.clear();
                }
              }
            });
    long sum = 0;
    int received = 0;
    try (SocketChannel client = SocketChannel.open(address)) {
      Thread sender =
          startDaemon(
              "sender",
              () -> {
                ByteBuffer buffer = ByteBuffer.allocate(10_000);
                for (int sent = 0; sent < total; sent += buffer.capacity()) {
                  buffer.clear();
                  while (buffer.hasRemaining()) {
                    buffer.put((byte) (sent / 10_000 + buffer.position()));
                  }
                  buffer.flip();
                  while (buffer.hasRemaining()) {
                    client.write(buffer);
                  }
                }
                client.shutdownOutput();
              });
      ByteBuffer[] buffers = {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(7_000)};
      while (client.read(buffers) >= 0) {
        for (ByteBuffer buffer : buffers) {
          buffer.flip();
          received += buffer.remaining();
          while (buffer.hasRemaining()) {
            sum += buffer.get() & 0xFF;
          }
          buffer.clear();
        }
      }
      join(sender);
    }
    join(echo);
    return received + " " + sum;
  }

  private static void pipes() {
    step(
        "pipe",
        () -> {
          Pipe pipe = Pipe.open();
          Thread writer =
              startDaemon(
                  "writer",
                  () -> {
                    ByteBuffer buffer = ByteBuffer.allocate(1_000_000);
                    while (buffer.hasRemaining()) {
                      pipe.sink().write(buffer);
                    }
                    pipe.sink().close();
                  });
          int received = 0;
          ByteBuffer buffer = ByteBuffer.allocate(999);
          for (int n = pipe.source().read(buffer); n >= 0; n = pipe.source().read(buffer)) {
            received += n;
            buffer.clear();
          }
          join(writer);
          pipe.source().close();
          return received;
        });
  }

  private static void closing() {
    step(
        "close while reading",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            SocketChannel peer = server.accept();
            String outcome = whileClosed(() -> client.read(ByteBuffer.allocate(1)), client);
            peer.close();
            return outcome;
          }
        });
    step(
        "close while accepting",
        () -> {
          ServerSocketChannel server = ServerSocketChannel.open();
          server.bind(new InetSocketAddress(LOOPBACK, 0));
          return whileClosed(server::accept, server);
        });
    step(
        "close while receiving",
        () -> {
          DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
          return whileClosed(() -> channel.receive(ByteBuffer.allocate(1)), channel);
        });
    step(
        "close while reading a pipe",
        () -> {
          Pipe pipe = Pipe.open();
          String outcome =
              whileClosed(() -> pipe.source().read(ByteBuffer.allocate(1)), pipe.source());
          pipe.sink().close();
          return outcome;
        });
    step(
        "close a selector while selecting",
        () -> {
          Selector selector = Selector.open();
          return whileClosed(selector::select, selector);
        });
  }

  private static String whileClosed(Steps.Step blocking, AutoCloseable closed) throws Exception {
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
    closed.close();
    join(thread);
    return outcome[0];
  }

  private static void datagrams() {
    step(
        "datagram channel",
        () -> {
          try (DatagramChannel receiver =
                  DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
              DatagramChannel sender =
                  DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
            Thread thread =
                startDaemon(
                    "sender",
                    () -> {
                      settle();
                      sender.send(ByteBuffer.wrap(new byte[77]), receiver.getLocalAddress());
                    });
            ByteBuffer buffer = ByteBuffer.allocate(100);
            SocketAddress from = receiver.receive(buffer);
            join(thread);
            return buffer.position() + " " + from.equals(sender.getLocalAddress());
          }
        });
  }

  private static void selectors() {
    step(
        "select times out",
        () -> {
          try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            int count = selector.select(50);
            return count + " " + (System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(49));
          }
        });
    step(
        "selectNow",
        () -> {
          try (Selector selector = Selector.open()) {
            return selector.selectNow();
          }
        });
    step(
        "wakeup before and during select",
        () -> {
          try (Selector selector = Selector.open()) {
            selector.wakeup();
            int first = selector.select();
            Thread thread =
                startDaemon(
                    "waker",
                    () -> {
                      settle();
                      selector.wakeup();
                    });
            int second = selector.select(30_000);
            join(thread);
            return first + " " + second;
          }
        });
    step(
        "connect without blocking",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open();
              Selector selector = Selector.open();
              SocketChannel client = SocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            client.configureBlocking(false);
            client.connect(server.getLocalAddress());
            SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
            while (!client.isConnected()) {
              selector.select(10_000);
              client.finishConnect();
            }
            key.interestOps(SelectionKey.OP_WRITE);
            selector.selectedKeys().clear();
            int writable = selector.select(10_000);
            server.accept().close();
            return writable + " " + key.isWritable();
          }
        });
  }

  /** An echo server on one thread, beside clients that block in theirs. */
  private static void selectLoop() {
    step(
        "select loop",
        () -> {
          int clients = 100;
          AtomicLong sum = new AtomicLong();
          try (ServerSocketChannel server = ServerSocketChannel.open();
              Selector selector = Selector.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0), clients);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            SocketAddress address = server.getLocalAddress();
            Thread loop = startDaemon("loop", () -> serve(server, selector, clients));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
              int number = i;
              threads.add(
                  startDaemon(
                      "client-" + i,
                      () -> {
                        Socket socket = new Socket();
                        socket.connect(address);
                        for (int round = 0; round < 10; round++) {
                          socket.getOutputStream().write(number);
                          sum.addAndGet(socket.getInputStream().read());
                          Thread.sleep(1);
                        }
                        socket.close();
                      }));
            }
            join(threads.toArray(Thread[]::new));
            join(loop);
          }
          return sum;
        });
  }

  private static void serve(ServerSocketChannel server, Selector selector, int clients)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    for (int closed = 0; closed < clients; ) {
      selector.select();
      for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
        SelectionKey key = keys.next();
        keys.remove();
        if (key.isAcceptable()) {
          SocketChannel accepted = server.accept();
          if (accepted != null) {
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ);
          }
        } else if (key.isReadable() && key.channel() instanceof SocketChannel channel) {
          buffer.clear();
          if (channel.read(buffer) < 0) {
            channel.close();
            closed++;
          } else {
            channel.write(buffer.flip());
          }
        }
      }
    }
  }

  private static void asynchronous() {
    step(
        "asynchronous channel",
        () -> {
          try (ServerSocketChannel server = ServerSocketChannel.open();
              AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            client.connect(server.getLocalAddress()).get(10, TimeUnit.SECONDS);
            try (SocketChannel peer = server.accept()) {
              peer.write(ByteBuffer.wrap(new byte[5]));
            }
            return client.read(ByteBuffer.allocate(10)).get(10, TimeUnit.SECONDS);
          }
        });
  }
}
