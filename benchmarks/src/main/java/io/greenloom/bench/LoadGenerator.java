package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an HTTP server on this machine busy from one thread and measures both: a closed loop over
 * keep-alive connections, each of which has one request under way and sends the next when the
 * response has come.
 *
 * <p>Before and after the measured phase no request is under way. So what the server's process has
 * consumed between the two is what the counted requests have cost, no more and no less, and reading
 * it does not disturb.
 */
public final class LoadGenerator {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 200 .*?\r\nContent-Length: (\\d+)\r\n.*", Pattern.DOTALL);

  /** Connections opened before each has had an answer: fewer than any listener's backlog. */
  private static final int CONNECT_BATCH = 64;

  /** With nothing received for so long, what is under way is lost. */
  private static final Duration STALL = Duration.ofSeconds(20);

  private final InetSocketAddress server;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
  private final ByteBuffer expected;
  private final ByteBuffer input = ByteBuffer.allocateDirect(8_192);

  private Latencies latencies = new Latencies();
  private long errors;
  private @Nullable Exception firstError;
  private int underWay;
  private long deadline;

  private LoadGenerator(InetSocketAddress server, Selector selector, byte[] expected) {
    this.server = server;
    this.selector = selector;
    this.expected = ByteBuffer.allocateDirect(expected.length).put(expected);
  }

  private static final class Connection {
    private final SocketChannel channel;
    private long sent;
    private int received;

    private Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Measures, and prints one line of {@code key=value} pairs.
   *
   * @param args {@code --port P --pid P --connections N --warmup SECONDS --seconds SECONDS}
   * @throws IOException if the server cannot be reached or its process cannot be examined
   */
  public static void main(String[] args) throws IOException {
    Map<String, Integer> options = options(args);
    int seconds = option(options, "--seconds");
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), option(options, "--port"));
    try (Selector selector = Selector.open()) {
      LoadGenerator generator = new LoadGenerator(server, selector, referenceResponse(server));
      generator.connect(option(options, "--connections"));
      generator.run(Duration.ofSeconds(option(options, "--warmup")));
      System.out.println(generator.measure(option(options, "--pid"), Duration.ofSeconds(seconds)));
      if (generator.firstError != null) {
        System.err.println("LoadGenerator: the first error was " + generator.firstError);
      }
    }
  }

  private static Map<String, Integer> options(String[] args) {
    Map<String, Integer> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], Integer.valueOf(args[i + 1]));
    }
    return options;
  }

  private static int option(Map<String, Integer> options, String name) {
    Integer value = options.get(name);
    if (value == null) {
      System.err.println(
          "Usage: LoadGenerator --port P --pid P --connections N --warmup SECONDS --seconds"
              + " SECONDS");
      System.exit(2);
      throw new AssertionError("exited");
    }
    return value;
  }

  /** Fetches and examines one response; all others have to equal it. */
  private static byte[] referenceResponse(InetSocketAddress server) throws IOException {
    try (SocketChannel channel = SocketChannel.open(server)) {
      channel.write(ByteBuffer.wrap(REQUEST));
      ByteBuffer buffer = ByteBuffer.allocate(8_192);
      while (true) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the server has closed the connection");
        }
        String text = new String(buffer.array(), 0, buffer.position(), US_ASCII);
        int blankLine = text.indexOf("\r\n\r\n");
        if (blankLine < 0) {
          continue;
        }
        Matcher head = HEAD.matcher(text.substring(0, blankLine + 2));
        if (!head.matches()) {
          throw new ProtocolException("not a response with status 200 and a length: " + text);
        }
        int length = blankLine + 4 + Integer.parseInt(head.group(1));
        if (text.length() > length) {
          throw new ProtocolException("more than its length says: " + text);
        }
        if (text.length() == length) {
          return text.getBytes(US_ASCII);
        }
      }
    }
  }

  private void connect(int count) throws IOException {
    while (connections.size() < count) {
      int from = connections.size();
      for (int i = from; i < Math.min(count, from + CONNECT_BATCH); i++) {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        connections.add(connection);
      }
      exchange(connections.subList(from, connections.size()), Duration.ZERO);
    }
    if (errors > 0) {
      throw new IOException(errors + " of the first requests have failed", firstError);
    }
  }

  private void run(Duration duration) throws IOException {
    exchange(connections, duration);
  }

  private String measure(long pid, Duration duration) throws IOException {
    long self = ProcessHandle.current().pid();
    latencies = new Latencies();
    ProcessSample serverBefore = ProcessSample.of(pid);
    ProcessSample selfBefore = ProcessSample.of(self);
    MachineSample machineBefore = MachineSample.now();
    long start = System.nanoTime();
    run(duration);
    double micros = (System.nanoTime() - start) / 1e3;
    MachineSample machineAfter = MachineSample.now();
    ProcessSample selfAfter = ProcessSample.of(self);
    ProcessSample serverAfter = ProcessSample.of(pid);

    double requests = latencies.count();
    if (requests == 0) {
      throw new IOException("no request has been answered", firstError);
    }
    long serverCpu = serverAfter.cpuMicros() - serverBefore.cpuMicros();
    long selfCpu = selfAfter.cpuMicros() - selfBefore.cpuMicros();
    long busy = machineAfter.busyMicros() - machineBefore.busyMicros();
    long stolen = machineAfter.stolenMicros() - machineBefore.stolenMicros();
    // Of one processor, even if that makes more than 100 %.
    double otherCpu = Math.max(0, busy - serverCpu - selfCpu) + stolen;
    return String.format(
        Locale.ROOT,
        "connections=%d requests=%d errors=%d requests_per_s=%.0f cpu_us_per_request=%.3f"
            + " switches_per_request=%.4f p50_us=%.0f p99_us=%.0f p999_us=%.0f max_us=%.0f"
            + " rss_kib=%d threads=%d server_cpu_percent=%.1f generator_cpu_percent=%.1f"
            + " other_cpu_percent=%.1f",
        connections.size(),
        latencies.count(),
        errors,
        requests / micros * 1e6,
        serverCpu / requests,
        (serverAfter.switches() - serverBefore.switches()) / requests,
        latencies.percentile(0.5) / 1e3,
        latencies.percentile(0.99) / 1e3,
        latencies.percentile(0.999) / 1e3,
        latencies.maximum() / 1e3,
        serverAfter.rssKib(),
        serverAfter.threads(),
        serverCpu / micros * 100,
        selfCpu / micros * 100,
        otherCpu / micros * 100);
  }

  /** Sends a request on each connection, goes on for a time, then awaits what is under way. */
  private void exchange(List<Connection> connections, Duration duration) throws IOException {
    deadline = System.nanoTime() + duration.toNanos();
    for (Connection connection : connections) {
      if (connection.channel.isOpen()) {
        underWay++;
        try {
          send(connection, System.nanoTime());
        } catch (IOException e) {
          fail(connection, e);
        }
      }
    }
    while (underWay > 0) {
      if (selector.select(this::onReadable, STALL.toMillis()) == 0) {
        for (Connection connection : connections) {
          if (connection.sent != 0 && connection.channel.isOpen()) {
            fail(connection, new ProtocolException("no response for " + STALL.toSeconds() + " s"));
          }
        }
      }
    }
  }

  private void send(Connection connection, long now) throws IOException {
    connection.sent = now;
    connection.received = 0;
    request.rewind();
    connection.channel.write(request);
    if (request.hasRemaining()) {
      throw new ProtocolException("the send buffer is full, which one small request cannot cause");
    }
  }

  private void onReadable(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (!receive(connection)) {
        return;
      }
      long now = System.nanoTime();
      latencies.record(now - connection.sent);
      if (now < deadline) {
        send(connection, now);
      } else {
        connection.sent = 0;
        underWay--;
      }
    } catch (IOException e) {
      fail(connection, e);
    }
  }

  /** Reads what is there, checks it, and returns whether the response is complete. */
  private boolean receive(Connection connection) throws IOException {
    int read = connection.channel.read(input.clear());
    if (read < 0) {
      throw new EOFException("the server has closed the connection");
    }
    int received = connection.received + read;
    if (received > expected.capacity()
        || !input.flip().equals(expected.limit(received).position(connection.received))) {
      throw new ProtocolException("a response differs from the first one");
    }
    connection.received = received;
    return received == expected.capacity();
  }

  private void fail(Connection connection, Exception cause) {
    errors++;
    underWay--;
    if (firstError == null) {
      firstError = cause;
    }
    try {
      connection.channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
