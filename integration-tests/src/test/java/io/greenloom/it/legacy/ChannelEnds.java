package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@link StreamEnds} does to sockets, done to channels, pipes and datagram sockets; and
 * channels that a selector and a blocking thread take turns to wait for. An argument multiplies the
 * rounds.
 */
@SuppressWarnings({"AddressSelection", "ThreadPriorityCheck", "resource", "try"}) // yields
public final class ChannelEnds {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int BIG_BUFFER = 1 << 16;
  private static final int[] ODD_SIZES = {1, 2, 3, 5, 7, 13, 97, 1021, 8191, BIG_BUFFER};

  private static int factor = 1;

  private ChannelEnds() {}

  /** Both ends of a connection. */
  private record Pair(SocketChannel client, SocketChannel peer) implements AutoCloseable {
    static Pair open() throws IOException {
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(new InetSocketAddress(LOOPBACK, 0));
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        return new Pair(client, server.accept());
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
      peer.close();
    }
  }

  /** What a thread does with its number. */
  @FunctionalInterface
  private interface Numbered {
    void run(int number) throws Exception;
  }

  private static void inParallel(int count, Numbered body) throws Exception {
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      threads[i] = startDaemon("thread-" + i, () -> body.run(number));
    }
    join(threads);
  }

  /** Half the program runs on a green thread, and the rest partly on the main thread. */
  public static void main(String[] args) throws Exception {
    factor = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    start(
            "channels",
            () -> {
              ends();
              adaptors();
              bothWays();
              pipes();
              datagrams();
              closed();
              interrupted();
            })
        .join();
    changingReaders();
    start("selectors", ChannelEnds::selectors).join();
    System.out.println("end");
  }

  private static ByteBuffer counting(long first, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      bytes.put((byte) (first + i));
    }
    return bytes.flip();
  }

  private static long check(ByteBuffer bytes, long first) throws IOException {
    long total = first;
    while (bytes.hasRemaining()) {
      if (bytes.get() != (byte) total++) {
        throw new IOException("wrong byte before " + total);
      }
    }
    return total;
  }

  /** Reads to the end; the bytes count up from somewhere. */
  private static long drain(ReadableByteChannel in, long first) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BIG_BUFFER);
    long total = first;
    for (int round = 0; ; round++) {
      buffer.clear().limit(ODD_SIZES[round % ODD_SIZES.length]);
      if (in.read(buffer) < 0) {
        return total;
      }
      total = check(buffer.flip(), total);
    }
  }

  private static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static void send(WritableByteChannel out, int length, int seed) throws IOException {
    Random random = new Random(seed);
    int sent = 0;
    while (sent < length) {
      int size = Math.min(1 + random.nextInt(400), length - sent);
      writeAll(out, counting(sent, size));
      sent += size;
      pause(random, 100);
    }
  }

  private static void pause(Random random, int maxMicros) {
    int micros = random.nextInt(maxMicros);
    if (micros % 4 == 0) {
      Thread.yield();
    } else if (micros % 4 == 1) {
      LockSupport.parkNanos(micros * 1_000L);
    }
  }

  // -- the peer's end comes with its data

  private static void ends() {
    step("data and end", () -> ends(new InetSocketAddress(LOOPBACK, 0)));
    step(
        "data and end in the Unix domain",
        () -> {
          Path folder = Files.createTempDirectory("ends");
          Path file = folder.resolve("socket");
          try {
            return ends(UnixDomainSocketAddress.of(file));
          } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
          }
        });
  }

  private static Object ends(SocketAddress address) throws Exception {
    int rounds = 200 * factor;
    int pairs = 3;
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    boolean unix = address instanceof UnixDomainSocketAddress;
    try (ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
      server.bind(address, 50);
      inParallel(
          2 * pairs,
          number -> {
            Random random = new Random(number);
            for (int i = 0; i < rounds; i++) {
              if (number < pairs) {
                try (SocketChannel channel = server.accept()) {
                  int length = 1 + random.nextInt(1_000);
                  pause(random, 50);
                  writeAll(channel, counting(0, length));
                  sent.addAndGet(length);
                  if (i % 2 == 0) {
                    channel.shutdownOutput();
                    drain(channel, 0);
                  }
                }
              } else {
                try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                  received.addAndGet(drain(channel, 0));
                }
              }
            }
          });
    }
    return sent.get() > 0 ? received.get() - sent.get() : "nothing sent";
  }

  private static void adaptors() {
    step(
        "adaptor's timeouts race with data and end",
        () -> {
          int length = 10_000 * factor;
          AtomicLong total = new AtomicLong();
          inParallel(
              4,
              number -> {
                try (Pair pair = Pair.open()) {
                  Thread sender =
                      startDaemon(
                          "sender",
                          () -> {
                            Random random = new Random(number);
                            for (int sent = 0; sent < length; sent += 100) {
                              writeAll(pair.peer, counting(sent, 100));
                              LockSupport.parkNanos(random.nextInt(3_000_000));
                            }
                            pair.peer.shutdownOutput();
                          });
                  total.addAndGet(readWithTimeouts(pair.client));
                  join(sender);
                }
              });
          return total.get() / factor;
        });
  }

  private static long readWithTimeouts(SocketChannel channel) throws IOException {
    InputStream in = channel.socket().getInputStream();
    byte[] bytes = new byte[BIG_BUFFER];
    long total = 0;
    for (int round = 0; ; round++) {
      channel.socket().setSoTimeout(1 + round % 4);
      try {
        int n = in.read(bytes, 0, ODD_SIZES[round % ODD_SIZES.length]);
        if (n < 0) {
          return total;
        }
        total = check(ByteBuffer.wrap(bytes, 0, n), total);
      } catch (SocketTimeoutException e) {
        // once more
      }
    }
  }

  private static void bothWays() {
    step(
        "much data both ways at once",
        () -> {
          int length = 5_000_000 * factor;
          AtomicLong total = new AtomicLong();
          try (Pair pair = Pair.open()) {
            inParallel(
                4,
                number -> {
                  SocketChannel channel = number < 2 ? pair.client : pair.peer;
                  if (number % 2 == 0) {
                    for (int sent = 0; sent < length; sent += 1_000_000) {
                      writeAll(channel, counting(sent, 1_000_000));
                    }
                    channel.shutdownOutput();
                  } else {
                    total.addAndGet(drain(channel, 0));
                  }
                });
          }
          return total.get() / factor;
        });
  }

  private static void pipes() {
    step(
        "pipes",
        () -> {
          int length = 50_000 * factor;
          AtomicLong total = new AtomicLong();
          inParallel(
              3,
              number -> {
                Pipe pipe = Pipe.open();
                Thread sender =
                    startDaemon(
                        "sender",
                        () -> {
                          send(pipe.sink(), length, number);
                          pipe.sink().close();
                        });
                total.addAndGet(drain(pipe.source(), 0));
                pipe.source().close();
                join(sender);
              });
          return total.get() / factor;
        });
    step(
        "a full pipe whose reader goes away",
        () -> {
          int failed = 0;
          for (int i = 0; i < 30 * factor; i++) {
            Pipe pipe = Pipe.open();
            long pause = i * 50_000L % 1_000_000;
            Thread closer =
                startDaemon(
                    "closer",
                    () -> {
                      LockSupport.parkNanos(pause);
                      pipe.source().close();
                    });
            try {
              while (true) {
                pipe.sink().write(ByteBuffer.allocate(10_000));
              }
            } catch (IOException e) {
              failed++;
            }
            pipe.sink().close();
            join(closer);
          }
          return failed / factor;
        });
  }

  // -- datagrams

  private static void datagrams() {
    step(
        "datagrams to and fro, with timeouts",
        () -> {
          int rounds = 150 * factor;
          AtomicLong sum = new AtomicLong();
          inParallel(
              4,
              number -> {
                try (DatagramSocket one = new DatagramSocket(0, LOOPBACK);
                    DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
                  Thread echo = startDaemon("echo", () -> echo(other, rounds, number));
                  DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                  for (int i = 0; i < rounds; i++) {
                    packet.setData(new byte[1 + i % 50]);
                    packet.setSocketAddress(other.getLocalSocketAddress());
                    one.send(packet);
                    one.setSoTimeout(1 + i % 2);
                    receive(one, packet);
                    sum.addAndGet(packet.getLength());
                  }
                  join(echo);
                }
              });
          return sum.get() / factor;
        });
    step(
        "nobody receives",
        () -> {
          int unreachable = 0;
          try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
              DatagramSocket gone = new DatagramSocket(0, LOOPBACK)) {
            socket.connect(gone.getLocalSocketAddress());
            gone.close();
            for (int i = 0; i < 50 * factor; i++) {
              try {
                socket.send(new DatagramPacket(new byte[1], 1));
                socket.receive(new DatagramPacket(new byte[1], 1));
              } catch (PortUnreachableException e) {
                unreachable++;
              }
            }
          }
          return unreachable / factor;
        });
    step(
        "connected and disconnected in between",
        () -> {
          int received = 0;
          try (DatagramSocket one = new DatagramSocket(0, LOOPBACK);
              DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
            for (int i = 0; i < 50 * factor; i++) {
              SocketAddress address = one.getLocalSocketAddress();
              Thread sender =
                  startDaemon(
                      "sender", () -> other.send(new DatagramPacket(new byte[3], 3, address)));
              DatagramPacket packet = new DatagramPacket(new byte[9], 9);
              one.receive(packet);
              received += packet.getLength();
              one.connect(other.getLocalSocketAddress());
              one.disconnect();
              join(sender);
            }
          }
          return received / factor;
        });
  }

  private static void echo(DatagramSocket socket, int rounds, int seed) throws IOException {
    Random random = new Random(seed);
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    for (int i = 0; i < rounds; i++) {
      packet.setData(new byte[100]);
      socket.receive(packet);
      LockSupport.parkNanos(random.nextInt(2_000_000));
      socket.send(packet);
    }
  }

  private static void receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
    while (true) {
      try {
        socket.receive(packet);
        return;
      } catch (SocketTimeoutException e) {
        // once more
      }
    }
  }

  // -- closing and interrupting

  /** Something that blocks on a channel. */
  private record Blocked(Channel channel, Steps.Body body, AutoCloseable after) {}

  /** Makes one. */
  @FunctionalInterface
  private interface Blocking {
    Blocked open() throws Exception;
  }

  private static Blocked reading() throws IOException {
    Pair pair = Pair.open();
    return new Blocked(pair.client, () -> pair.client.read(ByteBuffer.allocate(1)), pair);
  }

  private static Blocked writing() throws IOException {
    Pair pair = Pair.open();
    pair.client.setOption(StandardSocketOptions.SO_SNDBUF, 10_000);
    return new Blocked(
        pair.client,
        () -> {
          while (true) {
            pair.client.write(ByteBuffer.allocate(1 << 18));
          }
        },
        pair);
  }

  private static Blocked accepting() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(LOOPBACK, 0));
    return new Blocked(server, server::accept, server);
  }

  private static Blocked receiving() throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
    return new Blocked(channel, () -> channel.receive(ByteBuffer.allocate(1)), channel);
  }

  private static Blocked readingPipe() throws IOException {
    Pipe pipe = Pipe.open();
    return new Blocked(
        pipe.source(), () -> pipe.source().read(ByteBuffer.allocate(1)), pipe.sink());
  }

  private static void closed() {
    whileBlocked("read", ChannelEnds::reading, false);
    whileBlocked("write", ChannelEnds::writing, false);
    whileBlocked("accept", ChannelEnds::accepting, false);
    whileBlocked("receive", ChannelEnds::receiving, false);
    whileBlocked("read of a pipe", ChannelEnds::readingPipe, false);
    step(
        "closed while selecting",
        () -> {
          int ended = 0;
          for (int i = 0; i < 50 * factor; i++) {
            Selector selector = Selector.open();
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            pipe.source().register(selector, SelectionKey.OP_READ);
            AtomicInteger selected = new AtomicInteger();
            Thread thread =
                startDaemon(
                    "selecting",
                    () -> {
                      try {
                        selected.set(selector.select());
                      } catch (java.nio.channels.ClosedSelectorException e) {
                        // closed before
                      }
                    });
            LockSupport.parkNanos(i * 37_000L % 500_000);
            selector.close();
            join(thread);
            pipe.sink().close();
            pipe.source().close();
            ended += 1 + selected.get();
          }
          return ended / factor;
        });
  }

  private static void interrupted() {
    whileBlocked("read", ChannelEnds::reading, true);
    whileBlocked("write", ChannelEnds::writing, true);
    whileBlocked("accept", ChannelEnds::accepting, true);
    whileBlocked("receive", ChannelEnds::receiving, true);
    whileBlocked("read of a pipe", ChannelEnds::readingPipe, true);
  }

  private static void whileBlocked(String what, Blocking blocking, boolean interrupt) {
    step(
        (interrupt ? "interrupted " : "closed ") + what,
        () -> {
          AtomicInteger ended = new AtomicInteger();
          inParallel(
              2,
              number -> {
                Random random = new Random(number);
                for (int i = 0; i < 40 * factor; i++) {
                  Blocked blocked = blocking.open();
                  Thread thread =
                      startDaemon("blocked", () -> ended.addAndGet(outcome(blocked, interrupt)));
                  pause(random, 1_000);
                  if (interrupt) {
                    thread.interrupt();
                  } else {
                    blocked.channel.close();
                  }
                  join(thread);
                  if (blocked.channel.isOpen()) {
                    System.out.println("still open");
                  }
                  blocked.after.close();
                }
              });
          return ended.get() / factor;
        });
  }

  /** Returns 1 if it ended as it should. */
  private static int outcome(Blocked blocked, boolean interrupt) throws Exception {
    try {
      blocked.body.run();
      return 0;
    } catch (ClosedByInterruptException e) {
      return interrupt && Thread.interrupted() ? 1 : 0;
    } catch (AsynchronousCloseException e) {
      return interrupt ? 0 : 1;
    } catch (ClosedChannelException e) {
      return interrupt ? 0 : 1; // closed before
    } catch (SocketException e) {
      System.out.println("blocked: " + Steps.describe(e));
      return 0;
    }
  }

  // -- channels that change hands

  private static void changingReaders() {
    step(
        "readers take turns",
        () -> {
          int length = 60_000 * factor;
          try (Pair pair = Pair.open()) {
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      send(pair.peer, length, 1);
                      pair.peer.shutdownOutput();
                    });
            AtomicLong total = new AtomicLong();
            Thread[] threads = new Thread[2];
            for (int i = 0; i < threads.length; i++) {
              threads[i] = startDaemon("reader", () -> readInTurn(pair.client, total));
            }
            readInTurn(pair.client, total);
            join(threads);
            join(sender);
            return total.get() / factor;
          }
        });
  }

  private static void readInTurn(SocketChannel channel, AtomicLong total) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BIG_BUFFER);
    for (int round = 0; ; round++) {
      buffer.clear().limit(ODD_SIZES[round % ODD_SIZES.length]);
      synchronized (total) {
        if (channel.read(buffer) < 0) {
          return;
        }
        total.set(check(buffer.flip(), total.get()));
      }
      Thread.yield();
    }
  }

  private static void selectors() {
    step(
        "selected, then read by a thread",
        () -> {
          int length = 40_000 * factor;
          AtomicLong total = new AtomicLong();
          inParallel(
              3,
              number -> {
                try (Pair pair = Pair.open();
                    Selector selector = Selector.open()) {
                  Thread sender =
                      startDaemon(
                          "sender",
                          () -> {
                            send(pair.peer, length, number);
                            pair.peer.shutdownOutput();
                          });
                  total.addAndGet(selectAndRead(pair.client, selector));
                  join(sender);
                }
              });
          return total.get() / factor;
        });
    step(
        "one selector, selected by many threads in turn",
        () -> {
          int rounds = 200 * factor;
          AtomicInteger selected = new AtomicInteger();
          try (Selector selector = Selector.open()) {
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            pipe.source().register(selector, SelectionKey.OP_READ);
            Thread writer =
                startDaemon(
                    "writer",
                    () -> {
                      Random random = new Random(9);
                      for (int i = 0; i < rounds; i++) {
                        pipe.sink().write(counting(i, 1));
                        pause(random, 500);
                        int before = i;
                        if (!Steps.awaitTrue(() -> selected.get() > before)) {
                          throw new IOException("not selected");
                        }
                      }
                    });
            inParallel(
                4,
                number -> {
                  while (selected.get() < rounds) {
                    selector.select(1 + number);
                    synchronized (selected) {
                      ByteBuffer one = ByteBuffer.allocate(10);
                      if (pipe.source().read(one) > 0) {
                        selected.addAndGet(one.position());
                      }
                    }
                  }
                });
            join(writer);
            pipe.sink().close();
            pipe.source().close();
          }
          return selected.get() / factor;
        });
  }

  private static long selectAndRead(SocketChannel channel, Selector selector) throws Exception {
    long total = 0;
    ByteBuffer buffer = ByteBuffer.allocate(BIG_BUFFER);
    for (int round = 0; ; round++) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      if (selector.select(10_000) == 0) {
        throw new IOException("nothing comes");
      }
      selector.selectedKeys().clear();
      if (round % 2 == 0) {
        buffer.clear().limit(ODD_SIZES[round % ODD_SIZES.length]);
        if (channel.read(buffer) < 0) {
          return total;
        }
        total = check(buffer.flip(), total);
      }
      key.cancel();
      selector.selectNow();
      channel.configureBlocking(true);
      for (int i = 0; i < 3; i++) {
        buffer.clear().limit(ODD_SIZES[(round + i) % ODD_SIZES.length]);
        int[] count = new int[1];
        if (i == 0) {
          count[0] = channel.read(buffer);
        } else {
          join(startDaemon("reader", () -> count[0] = channel.read(buffer)));
        }
        if (count[0] < 0) {
          return total;
        }
        total = check(buffer.flip(), total);
      }
    }
  }
}
