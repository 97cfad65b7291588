package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What may get lost at a stream socket by who believes that a short read has emptied it, or that
 * each event is reported to who waits for it: ends of streams, resets, urgent data, timeouts,
 * sockets that change hands, closed ones whose number is in use again. An argument multiplies the
 * rounds.
 */
@SuppressWarnings({"AddressSelection", "ThreadPriorityCheck", "resource", "try"}) // yields
public final class StreamEnds {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int BIG_BUFFER = 1 << 16;
  private static final int[] ODD_SIZES = {1, 2, 3, 5, 7, 13, 97, 1021, 8191, BIG_BUFFER};

  private static int factor = 1;

  private StreamEnds() {}

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

  /** What a thread does with its number. */
  @FunctionalInterface
  private interface Numbered {
    void run(int number) throws Exception;
  }

  /** Runs the same on some threads and waits for all of them. */
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
            "streams",
            () -> {
              ends();
              resets();
              urgentData();
              halfCloses();
              timeouts();
              sizes();
              bothWays();
            })
        .join();
    changingReaders();
    start(
            "sockets",
            () -> {
              acceptedElsewhere();
              closedWhileBlocked();
              reusedNumbers();
              interrupts();
            })
        .join();
    System.out.println("end");
  }

  /** Reads to the end and returns how many bytes came; they count up from 0. */
  private static long drain(InputStream in, byte[] buffer) throws IOException {
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      for (int i = 0; i < n; i++, total++) {
        if (buffer[i] != (byte) total) {
          throw new IOException("wrong byte at " + total);
        }
      }
    }
    return total;
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
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
    for (boolean halfClose : new boolean[] {false, true}) {
      step(
          halfClose ? "data, then shutdownOutput" : "data, then close",
          () -> {
            int pairs = 4;
            int rounds = 300 * factor;
            AtomicLong sent = new AtomicLong();
            AtomicLong received = new AtomicLong();
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
              inParallel(
                  2 * pairs,
                  number -> {
                    Random random = new Random(number);
                    for (int i = 0; i < rounds; i++) {
                      if (number < pairs) {
                        try (Socket socket = server.accept()) {
                          sent.addAndGet(sendAndEnd(socket, random, halfClose));
                        }
                      } else {
                        try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                          received.addAndGet(drain(socket.getInputStream(), new byte[BIG_BUFFER]));
                        }
                      }
                    }
                  });
            }
            return sent.get() > 0 ? received.get() - sent.get() : "nothing sent";
          });
    }
  }

  private static int sendAndEnd(Socket socket, Random random, boolean halfClose)
      throws IOException {
    byte[] bytes = counting(1 + random.nextInt(1_000));
    OutputStream out = socket.getOutputStream();
    pause(random, 50);
    int first = random.nextInt(bytes.length);
    out.write(bytes, 0, first);
    pause(random, 50);
    out.write(bytes, first, bytes.length - first);
    if (halfClose) {
      socket.shutdownOutput();
      if (socket.getInputStream().read() != -1) {
        throw new IOException("no end from the other side");
      }
    }
    return bytes.length;
  }

  private static void resets() {
    step(
        "data, then reset",
        () -> {
          int pairs = 3;
          int rounds = 200 * factor;
          AtomicInteger ended = new AtomicInteger();
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            inParallel(
                2 * pairs,
                number -> {
                  Random random = new Random(number);
                  for (int i = 0; i < rounds; i++) {
                    if (number < pairs) {
                      try (Socket socket = server.accept()) {
                        socket.setSoLinger(true, 0);
                        pause(random, 50);
                        socket.getOutputStream().write(counting(100));
                        pause(random, 50);
                      }
                    } else {
                      try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                        drain(socket.getInputStream(), new byte[BIG_BUFFER]);
                        System.out.println("ended without reset");
                      } catch (SocketException e) {
                        ended.incrementAndGet();
                      }
                    }
                  }
                });
          }
          return ended;
        });
  }

  // -- urgent data, where reads stop

  private static void urgentData() {
    step(
        "urgent data inline",
        () -> {
          int rounds = 300 * factor;
          try (Pair pair = Pair.open()) {
            pair.client.setOOBInline(true);
            pair.peer.setTcpNoDelay(true);
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(1);
                      OutputStream out = pair.peer.getOutputStream();
                      for (int i = 0; i < rounds; i++) {
                        out.write(new byte[1 + i % 50]);
                        pair.peer.sendUrgentData(1);
                        out.write(new byte[1 + i % 7]);
                        pause(random, 100);
                      }
                      pair.peer.shutdownOutput();
                    });
            int urgent = 0;
            int others = 0;
            byte[] buffer = new byte[BIG_BUFFER];
            InputStream in = pair.client.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              for (int i = 0; i < n; i++) {
                urgent += buffer[i];
                others += 1 - buffer[i];
              }
            }
            join(sender);
            return urgent + " " + others;
          }
        });
    step(
        "urgent data left out",
        () -> {
          int rounds = 200 * factor;
          try (Pair pair = Pair.open()) {
            pair.peer.setTcpNoDelay(true);
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      OutputStream out = pair.peer.getOutputStream();
                      for (int i = 0; i < rounds; i++) {
                        out.write(new byte[] {0, 0});
                        pair.peer.sendUrgentData(1);
                        out.write(new byte[] {0, 0, 0});
                        // two urgent bytes at a time would leave the first one in the stream
                        pair.peer.getInputStream().read();
                      }
                      pair.peer.shutdownOutput();
                    });
            int bytes = 0;
            int sum = 0;
            byte[] buffer = new byte[BIG_BUFFER];
            InputStream in = pair.client.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              for (int i = 0; i < n; i++) {
                sum += buffer[i];
                if (++bytes % 5 == 0) {
                  pair.client.getOutputStream().write(0);
                }
              }
            }
            join(sender);
            return bytes + " " + sum;
          }
        });
  }

  private static void halfCloses() {
    step(
        "half closes one after the other",
        () -> {
          int rounds = 100 * factor;
          AtomicLong total = new AtomicLong();
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            inParallel(
                4,
                number -> {
                  for (int i = 0; i < rounds; i++) {
                    boolean first = number < 2;
                    try (Socket socket =
                        first ? server.accept() : new Socket(LOOPBACK, server.getLocalPort())) {
                      long question = 0;
                      if (!first) {
                        question = drain(socket.getInputStream(), new byte[BIG_BUFFER]);
                      }
                      socket.getOutputStream().write(counting((int) question + 500));
                      socket.shutdownOutput();
                      InputStream in = socket.getInputStream();
                      total.addAndGet(drain(in, new byte[BIG_BUFFER]));
                      socket.shutdownInput();
                      if (in.read() != -1) {
                        System.out.println("something after the end");
                      }
                    }
                  }
                });
          }
          return total.get() / factor;
        });
    step(
        "shutdownInput with data there and to come",
        () -> {
          int ends = 0;
          for (int i = 0; i < 50 * factor; i++) {
            try (Pair pair = Pair.open()) {
              Thread sender =
                  startDaemon(
                      "sender",
                      () -> {
                        try {
                          pair.peer.getOutputStream().write(counting(5_000));
                          pair.peer.getOutputStream().write(counting(5_000));
                        } catch (SocketException e) {
                          // reset, as nobody reads
                        }
                      });
              InputStream in = pair.client.getInputStream();
              in.read(new byte[100]);
              pair.client.shutdownInput();
              ends += in.read(new byte[BIG_BUFFER]);
              join(sender);
            }
          }
          return ends / factor;
        });
  }

  // -- timeouts that race with what is waited for

  private static void timeouts() {
    step(
        "timeouts race with data and end",
        () -> {
          int pairs = 8;
          int messages = 150 * factor;
          AtomicLong received = new AtomicLong();
          AtomicInteger early = new AtomicInteger();
          inParallel(
              pairs,
              number -> {
                Random random = new Random(number);
                try (Pair pair = Pair.open()) {
                  Thread sender =
                      startDaemon(
                          "sender",
                          () -> {
                            Random pauses = new Random(number + pairs);
                            OutputStream out = pair.peer.getOutputStream();
                            int sent = 0;
                            for (int i = 0; i < messages; i++) {
                              LockSupport.parkNanos(pauses.nextInt(3_000_000));
                              int length = 1 + pauses.nextInt(20);
                              out.write(countingFrom(sent, length));
                              sent += length;
                            }
                            received.addAndGet(-sent);
                            if (number % 2 == 0) {
                              LockSupport.parkNanos(pauses.nextInt(3_000_000));
                            }
                            pair.peer.shutdownOutput();
                          });
                  received.addAndGet(readWithTimeouts(pair.client, random, early));
                  join(sender);
                }
              });
          return received + " early " + early;
        });
    step(
        "timeouts race with connections",
        () -> {
          int connections = 100 * factor;
          int accepted = 0;
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Thread connector =
                startDaemon(
                    "connector",
                    () -> {
                      Random random = new Random(3);
                      for (int i = 0; i < connections; i++) {
                        LockSupport.parkNanos(random.nextInt(3_000_000));
                        new Socket(LOOPBACK, server.getLocalPort()).close();
                      }
                    });
            while (accepted < connections) {
              server.setSoTimeout(1 + accepted % 3);
              try {
                server.accept().close();
                accepted++;
              } catch (SocketTimeoutException e) {
                // one more try
              }
            }
            join(connector);
          }
          return accepted / factor;
        });
  }

  private static byte[] countingFrom(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  private static long readWithTimeouts(Socket socket, Random random, AtomicInteger early)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[BIG_BUFFER];
    long total = 0;
    while (true) {
      int timeout = 1 + random.nextInt(5);
      socket.setSoTimeout(timeout);
      long begin = System.nanoTime();
      try {
        int n = in.read(buffer, 0, 1 + random.nextInt(64));
        if (n < 0) {
          return total;
        }
        for (int i = 0; i < n; i++, total++) {
          if (buffer[i] != (byte) total) {
            throw new IOException("wrong byte at " + total);
          }
        }
      } catch (SocketTimeoutException e) {
        if (System.nanoTime() - begin < timeout * 1_000_000L) {
          early.incrementAndGet();
        }
      }
    }
  }

  // -- sizes

  private static void sizes() {
    step(
        "small writes, odd buffers",
        () -> {
          int length = 200_000 * factor;
          try (Pair pair = Pair.open()) {
            pair.peer.setTcpNoDelay(true);
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(4);
                      OutputStream out = pair.peer.getOutputStream();
                      int sent = 0;
                      while (sent < length) {
                        int size = Math.min(1 + random.nextInt(97), length - sent);
                        out.write(countingFrom(sent, size));
                        sent += size;
                        if (random.nextInt(50) == 0) {
                          pause(random, 200);
                        }
                      }
                      pair.peer.close();
                    });
            long total = drainOddly(pair.client, false);
            join(sender);
            return total / factor;
          }
        });
    step(
        "available in between",
        () -> {
          int length = 100_000 * factor;
          try (Pair pair = Pair.open()) {
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(5);
                      for (int sent = 0; sent < length; sent += 100) {
                        pair.peer.getOutputStream().write(countingFrom(sent, 100));
                        pause(random, 40);
                      }
                      pair.peer.close();
                    });
            long total = drainOddly(pair.client, true);
            join(sender);
            return total / factor;
          }
        });
  }

  private static long drainOddly(Socket socket, boolean ask) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[BIG_BUFFER];
    long total = 0;
    for (int round = 0; ; round++) {
      int size = ODD_SIZES[round % ODD_SIZES.length];
      int there = ask ? in.available() : 0;
      int n = in.read(buffer, 0, size);
      if (n < 0 ? there > 0 : n < Math.min(size, there)) {
        throw new IOException("read " + n + " of " + there + " available ones");
      }
      if (n < 0) {
        return total;
      }
      for (int i = 0; i < n; i++, total++) {
        if (buffer[i] != (byte) total) {
          throw new IOException("wrong byte at " + total);
        }
      }
    }
  }

  private static void bothWays() {
    step(
        "much data both ways at once",
        () -> {
          int length = 10_000_000 * factor;
          long[] sums = new long[4];
          try (Pair pair = Pair.open()) {
            inParallel(
                4,
                number -> {
                  Socket socket = number < 2 ? pair.client : pair.peer;
                  if (number % 2 == 0) {
                    sums[number] = write(socket, length, number);
                  } else {
                    sums[number] = readSlowly(socket, length, number);
                  }
                });
          }
          return (sums[0] == sums[3]) + " " + (sums[2] == sums[1]);
        });
  }

  private static long write(Socket socket, int length, int seed) throws IOException {
    Random random = new Random(seed);
    CRC32 sum = new CRC32();
    byte[] chunk = new byte[300_000];
    for (int sent = 0; sent < length; ) {
      int size = Math.min(1 + random.nextInt(chunk.length), length - sent);
      random.nextBytes(chunk);
      sum.update(chunk, 0, size);
      socket.getOutputStream().write(chunk, 0, size);
      sent += size;
    }
    return sum.getValue();
  }

  private static long readSlowly(Socket socket, int length, int seed) throws Exception {
    Random random = new Random(seed);
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[200_000];
    for (int received = 0; received < length; ) {
      int n = socket.getInputStream().read(buffer, 0, 1 + random.nextInt(buffer.length));
      if (n < 0) {
        throw new IOException("ends early");
      }
      sum.update(buffer, 0, n);
      received += n;
      if (random.nextInt(8) == 0) {
        Thread.sleep(1);
      }
    }
    return sum.getValue();
  }

  // -- sockets that change hands

  private static void changingReaders() {
    step(
        "readers take turns",
        () -> {
          int length = 100_000 * factor;
          try (Pair pair = Pair.open()) {
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(6);
                      int sent = 0;
                      while (sent < length) {
                        int size = Math.min(1 + random.nextInt(400), length - sent);
                        pair.peer.getOutputStream().write(countingFrom(sent, size));
                        sent += size;
                        pause(random, 40);
                      }
                      pair.peer.shutdownOutput();
                    });
            int readers = 4;
            Semaphore[] turns = new Semaphore[readers];
            for (int i = 0; i < readers; i++) {
              turns[i] = new Semaphore(i == 0 ? 1 : 0);
            }
            AtomicLong total = new AtomicLong();
            Thread[] threads = new Thread[readers - 1];
            for (int i = 1; i < readers; i++) {
              int number = i;
              Thread reader =
                  Steps.thread("reader-" + i, () -> takeTurns(pair.client, turns, number, total));
              boolean virtual = i == readers - 1;
              threads[i - 1] = virtual ? Thread.ofVirtual().unstarted(reader) : reader;
              reader.setDaemon(true);
              threads[i - 1].start();
            }
            takeTurns(pair.client, turns, 0, total);
            join(threads);
            join(sender);
            return total.get() / factor;
          }
        });
    step(
        "readers at random, with and without timeout",
        () -> {
          int length = 50_000 * factor;
          try (Pair pair = Pair.open()) {
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(7);
                      for (int sent = 0; sent < length; sent += 100) {
                        pair.peer.getOutputStream().write(counting(100));
                        pause(random, 400);
                      }
                      pair.peer.shutdownOutput();
                    });
            AtomicLong total = new AtomicLong();
            Thread[] threads = new Thread[3];
            for (int i = 0; i < threads.length; i++) {
              int number = i;
              threads[i] = startDaemon("reader", () -> total.addAndGet(sum(pair.client, number)));
            }
            total.addAndGet(sum(pair.client, threads.length));
            join(threads);
            join(sender);
            return total.get() / factor;
          }
        });
  }

  private static void takeTurns(Socket socket, Semaphore[] turns, int number, AtomicLong total)
      throws Exception {
    byte[] buffer = new byte[BIG_BUFFER];
    boolean ended = false;
    for (int round = number; !ended; round++) {
      turns[number].acquire();
      int n = socket.getInputStream().read(buffer, 0, ODD_SIZES[round % ODD_SIZES.length]);
      for (int i = 0; i < n; i++) {
        if (buffer[i] != (byte) total.getAndIncrement()) {
          throw new IOException("wrong byte before " + total);
        }
      }
      ended = n < 0;
      turns[(number + 1) % turns.length].release();
    }
  }

  private static long sum(Socket socket, int number) throws IOException {
    byte[] buffer = new byte[BIG_BUFFER];
    long sum = 0;
    for (int round = number; ; round++) {
      socket.setSoTimeout(round % 3);
      try {
        int n = socket.getInputStream().read(buffer, 0, ODD_SIZES[round % ODD_SIZES.length]);
        if (n < 0) {
          return sum;
        }
        for (int i = 0; i < n; i++) {
          sum += buffer[i];
        }
      } catch (SocketTimeoutException e) {
        // once more
      }
    }
  }

  private static void acceptedElsewhere() {
    step(
        "accepted by one, read by a second, written by a third",
        () -> {
          int connections = 300 * factor;
          AtomicLong total = new AtomicLong();
          BlockingQueue<Socket> accepted = new ArrayBlockingQueue<>(10);
          BlockingQueue<Socket> toWrite = new ArrayBlockingQueue<>(10);
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            inParallel(
                5,
                number -> {
                  for (int i = 0; i < connections; i++) {
                    switch (number) {
                      case 0 -> accepted.put(server.accept());
                      case 1 -> toWrite.put(new Socket(LOOPBACK, server.getLocalPort()));
                      case 2 -> {
                        try (Socket socket = toWrite.take()) {
                          socket.getOutputStream().write(counting(1 + i % 300));
                          socket.shutdownOutput();
                          total.addAndGet(drain(socket.getInputStream(), new byte[BIG_BUFFER]));
                        }
                      }
                      default -> {
                        if (i % 2 == number % 2) {
                          try (Socket socket = accepted.take()) {
                            byte[] all = socket.getInputStream().readAllBytes();
                            socket.getOutputStream().write(all);
                          }
                        }
                      }
                    }
                  }
                });
          }
          return total.get() / factor;
        });
  }

  // -- closing

  /** Something that blocks until another thread closes what it blocks on. */
  private record Blocked(Steps.Body body, Closeable closed, AutoCloseable after) {}

  /** Makes one. */
  @FunctionalInterface
  private interface Blocking {
    Blocked open() throws Exception;
  }

  private static void closedWhileBlocked() {
    byte[] much = new byte[1 << 20];
    closedWhile(
        "reading",
        () -> {
          Pair pair = Pair.open();
          InputStream in = pair.client.getInputStream();
          return new Blocked(in::read, pair.client, pair);
        });
    closedWhile(
        "reading with a timeout",
        () -> {
          Pair pair = Pair.open();
          pair.client.setSoTimeout(20_000);
          InputStream in = pair.client.getInputStream();
          return new Blocked(in::read, pair.client, pair);
        });
    closedWhile(
        "writing",
        () -> {
          Pair pair = Pair.open();
          OutputStream out = pair.client.getOutputStream();
          return new Blocked(
              () -> {
                while (true) {
                  out.write(much);
                }
              },
              pair.client,
              pair);
        });
    closedWhile(
        "accepting",
        () -> {
          ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
          return new Blocked(server::accept, server, server);
        });
    step(
        "closed while connecting",
        () -> {
          // once the backlog is full, the kernel leaves further connects without an answer
          try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            List<Socket> fillers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              fillers.add(new Socket());
              startDaemon(
                  "filler",
                  () -> {
                    try {
                      fillers.getLast().connect(server.getLocalSocketAddress(), 300);
                    } catch (IOException e) {
                      // full
                    }
                  });
              Thread.sleep(20);
            }
            AtomicInteger failed = new AtomicInteger();
            for (int i = 0; i < 20 * factor; i++) {
              Socket socket = new Socket();
              Thread thread =
                  startDaemon(
                      "connecting",
                      () -> {
                        try {
                          socket.connect(server.getLocalSocketAddress());
                        } catch (SocketException e) {
                          failed.incrementAndGet();
                        }
                      });
              LockSupport.parkNanos(i * 100_000L % 2_000_000);
              socket.close();
              join(thread);
            }
            for (Socket filler : fillers) {
              filler.close();
            }
            return failed.get() / factor;
          }
        });
  }

  private static void closedWhile(String what, Blocking blocking) {
    step(
        "closed while " + what,
        () -> {
          int rounds = 60 * factor;
          AtomicInteger failed = new AtomicInteger();
          inParallel(
              2,
              number -> {
                Random random = new Random(number);
                for (int i = 0; i < rounds; i++) {
                  Blocked blocked = blocking.open();
                  Thread thread =
                      startDaemon(
                          "blocked",
                          () -> {
                            try {
                              blocked.body.run();
                            } catch (SocketException e) {
                              failed.incrementAndGet();
                            }
                          });
                  pause(random, 1_000);
                  blocked.closed.close();
                  join(thread);
                  blocked.after.close();
                }
              });
          return failed.get() / factor;
        });
  }

  /**
   * Echo clients check that they get what is theirs, while others hold on to closed sockets with
   * the same numbers.
   */
  private static void reusedNumbers() {
    step(
        "numbers in use again",
        () -> {
          int rounds = 150 * factor;
          AtomicInteger right = new AtomicInteger();
          AtomicInteger refused = new AtomicInteger();
          AtomicBoolean done = new AtomicBoolean();
          Queue<Socket> closed = new ConcurrentLinkedQueue<>();
          try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Thread acceptor = startDaemon("acceptor", () -> echo(server));
            Thread[] users = new Thread[2];
            for (int i = 0; i < users.length; i++) {
              users[i] = startDaemon("late user", () -> useClosed(closed, done, refused));
            }
            inParallel(
                4,
                number -> {
                  for (int i = 0; i < rounds; i++) {
                    Socket socket = new Socket(LOOPBACK, server.getLocalPort());
                    if (isEchoed(socket, number * rounds + i)) {
                      right.incrementAndGet();
                    }
                    Thread reader = null;
                    if (i % 3 == 0) {
                      reader = startDaemon("reader", () -> readUntilClosed(socket));
                      Thread.yield();
                    }
                    closed.add(socket);
                    socket.close();
                    if (reader != null && i % 2 == 0) {
                      join(reader);
                    }
                  }
                });
            done.set(true);
            join(users);
            server.close();
            join(acceptor);
          }
          return right.get() / factor + " " + (refused.get() > 0);
        });
  }

  private static void echo(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        startDaemon(
            "echo",
            () -> {
              try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              }
            });
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static boolean isEchoed(Socket socket, int value) throws IOException {
    byte[] bytes = {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
    for (byte each : bytes) {
      socket.getOutputStream().write(each);
      if (socket.getInputStream().read(new byte[BIG_BUFFER], 0, 1) != 1) {
        return false;
      }
    }
    socket.getOutputStream().write(bytes);
    byte[] answer = socket.getInputStream().readNBytes(4);
    return java.util.Arrays.equals(bytes, answer);
  }

  private static void readUntilClosed(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      System.out.println("read from a closed socket: " + in.read());
    } catch (SocketException e) {
      // closed
    }
  }

  private static void useClosed(Queue<Socket> closed, AtomicBoolean done, AtomicInteger refused)
      throws IOException {
    while (!done.get() || !closed.isEmpty()) {
      @Nullable Socket socket = closed.poll();
      if (socket == null) {
        Thread.yield();
        continue;
      }
      socket.close();
      socket.close();
      try {
        socket.getOutputStream().write(99);
        System.out.println("written to a closed socket");
      } catch (SocketException e) {
        refused.incrementAndGet();
      }
    }
  }

  // -- interrupts

  private static void interrupts() {
    step(
        "interrupted all the time",
        () -> {
          int length = 30_000 * factor;
          try (Pair pair = Pair.open()) {
            AtomicLong total = new AtomicLong();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread reader =
                startDaemon(
                    "reader",
                    () -> {
                      total.set(drainOddly(pair.client, false));
                      interrupted.set(Thread.interrupted());
                    });
            Thread sender =
                startDaemon(
                    "sender",
                    () -> {
                      Random random = new Random(8);
                      for (int sent = 0; sent < length; sent += 100) {
                        pair.peer.getOutputStream().write(countingFrom(sent, 100));
                        reader.interrupt();
                        pause(random, 1_000);
                        reader.interrupt();
                      }
                      pair.peer.close();
                    });
            join(sender, reader);
            return total.get() / factor + " interrupted " + interrupted;
          }
        });
  }
}
