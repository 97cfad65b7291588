package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends requests to an HTTP server on this machine and checks the responses, from one thread. */
final class LoadClient implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 200 .*?\r\nContent-Length: (\\d+)\r\n.*", Pattern.DOTALL);
  private static final Pattern DATE = Pattern.compile("\r\nDate: ([^\r]{29})\r\n");

  /** Connections opened before each has had an answer: fewer than any listener's backlog. */
  private static final int CONNECT_BATCH = 64;

  /** With nothing received for so long, what is under way is lost. */
  private static final Duration STALL = Duration.ofSeconds(20);

  private final InetSocketAddress server;
  private final @Nullable SSLContext tls;
  private final Selector selector;
  private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
  private final ByteBuffer input = ByteBuffer.allocateDirect(32_768);
  private final ByteBuffer expected;

  // Where a Date is in the response, the only thing that may change; nowhere if both are 0.
  private int dateFrom;
  private int dateTo;

  private Schedule schedule;
  private Latencies latencies = new Latencies();
  private long errors;
  private @Nullable Exception firstError;
  private int underWay;

  /**
   * Fetches one response, which all others have to equal.
   *
   * @param tls null for no TLS
   */
  LoadClient(int port, @Nullable SSLContext tls) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.tls = tls;
    this.expected = firstResponse();
    this.schedule = new ClosedLoop(List.of(), Duration.ZERO);
    this.selector = Selector.open();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }

  long errors() {
    return errors;
  }

  @Nullable Exception firstError() {
    return firstError;
  }

  /** Returns how long the responses have taken since the last call. */
  Latencies takeLatencies() {
    Latencies taken = latencies;
    latencies = new Latencies();
    return taken;
  }

  /** Opens connections, each of which has then had one response. */
  List<Connection> connect(int count) throws IOException {
    List<Connection> connections = new ArrayList<>();
    while (connections.size() < count) {
      int from = connections.size();
      for (int i = from; i < Math.min(count, from + CONNECT_BATCH); i++) {
        Connection connection = newConnection();
        connection.channel.configureBlocking(false);
        connection.channel.register(selector, SelectionKey.OP_READ, connection);
        connections.add(connection);
      }
      run(new ClosedLoop(connections.subList(from, connections.size()), Duration.ZERO));
    }
    if (errors > 0) {
      throw new IOException(errors + " of the first requests have failed", firstError);
    }
    return connections;
  }

  /** Runs a schedule to its end and awaits what is under way. */
  void run(Schedule schedule) throws IOException {
    this.schedule = schedule;
    while (true) {
      if (schedule.sendDue(this)) {
        // The next request is due in a fraction of what a timeout can say.
        selector.selectNow(this::onReadable);
      } else if (underWay == 0) {
        return;
      } else if (selector.select(this::onReadable, STALL.toMillis()) == 0) {
        failAllUnderWay();
      }
    }
  }

  /** Sends a request, or fails the connection. */
  void send(Connection connection, long due) {
    if (!connection.channel.isOpen()) {
      return;
    }
    connection.sent = due;
    connection.received = 0;
    connection.underWay = true;
    underWay++;
    try {
      connection.write(request.rewind());
    } catch (IOException e) {
      fail(connection, e);
    }
  }

  private Connection newConnection() throws IOException {
    return tls == null ? new Connection(server) : new TlsConnection(server, tls);
  }

  private ByteBuffer firstResponse() throws IOException {
    Connection connection = newConnection();
    try (connection.channel) {
      connection.write(request.rewind());
      while (true) {
        if (connection.read(input) < 0) {
          throw new EOFException("the server has closed the connection");
        }
        String text = US_ASCII.decode(input.duplicate().flip()).toString();
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
          Matcher date = DATE.matcher(text);
          if (date.find()) {
            dateFrom = date.start(1);
            dateTo = date.end(1);
          }
          return ByteBuffer.allocateDirect(length).put(input.flip());
        }
      }
    }
  }

  private void onReadable(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (receive(connection)) {
        long now = System.nanoTime();
        latencies.record(now - connection.sent);
        connection.underWay = false;
        underWay--;
        schedule.onResponse(this, connection, now);
        // Not after all of many responses.
        schedule.sendDue(this);
      }
    } catch (IOException e) {
      fail(connection, e);
    }
  }

  /** Reads what is there, checks it, and returns whether the response is complete. */
  private boolean receive(Connection connection) throws IOException {
    int read = connection.read(input.clear());
    if (read < 0) {
      throw new EOFException("the server has closed the connection");
    }
    if (read == 0) {
      return false;
    }
    int received = connection.received + read;
    expected.clear();
    for (int i = Math.max(dateFrom, connection.received); i < Math.min(dateTo, received); i++) {
      input.put(i - connection.received, expected.get(i));
    }
    if (!connection.underWay
        || received > expected.capacity()
        || !input.flip().equals(expected.limit(received).position(connection.received))) {
      throw new ProtocolException("a response differs from the first one");
    }
    connection.received = received;
    return received == expected.capacity();
  }

  private void failAllUnderWay() {
    for (SelectionKey key : selector.keys()) {
      Connection connection = (Connection) key.attachment();
      if (connection.underWay) {
        fail(connection, new ProtocolException("no response for " + STALL.toSeconds() + " s"));
      }
    }
  }

  private void fail(Connection connection, Exception cause) {
    errors++;
    if (connection.underWay) {
      connection.underWay = false;
      underWay--;
    }
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
