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
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The service behind the measured server: answers each question after a fixed time, from one
 * thread. Question and answer are a length in four bytes and as many bytes.
 *
 * <p>Prints its port as its first line and runs until its standard input ends.
 */
public final class Backend {
  private static final byte[] ANSWER = "id=4711 randomNumber=0815".getBytes(US_ASCII);
  private static final int BACKLOG = 16_384;
  private static final int MAX_QUESTION = 1_024;

  private final Selector selector;
  private final ServerSocketChannel listener;
  private final long delayNanos;
  private final ByteBuffer answer =
      ByteBuffer.allocateDirect(Integer.BYTES + ANSWER.length).putInt(ANSWER.length).put(ANSWER);

  /** All wait equally long, so who came first is due first. */
  private final Queue<Connection> waiting = new ArrayDeque<>();

  private Backend(Selector selector, ServerSocketChannel listener, long delayNanos) {
    this.selector = selector;
    this.listener = listener;
    this.delayNanos = delayNanos;
  }

  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer question = ByteBuffer.allocateDirect(MAX_QUESTION);
    private long due;

    private Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Starts the service.
   *
   * @param args {@code --delay MILLIS}
   * @throws IOException if it cannot listen
   */
  public static void main(String[] args) throws IOException {
    long delay = TimeUnit.MILLISECONDS.toNanos(Options.of(args).number("--delay"));
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listener.configureBlocking(false);
    Selector selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Backend backend = new Backend(selector, listener, delay);
    Thread.ofPlatform().daemon().start(backend::run);
    System.out.println(listener.socket().getLocalPort());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  private void run() {
    try {
      while (true) {
        await();
        answerDue();
      }
    } catch (IOException e) {
      System.err.println("Backend: " + e);
      System.exit(1);
    }
  }

  private void await() throws IOException {
    Connection first = waiting.peek();
    if (first == null) {
      selector.select(this::onReady);
      return;
    }
    long nanos = first.due - System.nanoTime();
    if (nanos <= 0) {
      selector.selectNow(this::onReady);
    } else {
      // Rounded up: better late than busy.
      selector.select(
          this::onReady, TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private void answerDue() throws IOException {
    for (Connection first; (first = waiting.peek()) != null; waiting.remove()) {
      if (first.due - System.nanoTime() > 0) {
        return;
      }
      answer(first);
    }
  }

  private void answer(Connection connection) throws IOException {
    if (connection.channel.isOpen()) {
      connection.channel.write(answer.rewind());
      if (answer.hasRemaining()) {
        throw new ProtocolException("the peer does not read");
      }
    }
  }

  private void onReady(SelectionKey key) {
    try {
      if (key.attachment() instanceof Connection connection) {
        read(connection);
      } else {
        accept();
      }
    } catch (IOException e) {
      key.cancel();
      try {
        key.channel().close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      if (!(e instanceof EOFException)) {
        System.err.println("Backend: " + e);
      }
    }
  }

  private void accept() throws IOException {
    for (SocketChannel channel; (channel = listener.accept()) != null; ) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
    }
  }

  private void read(Connection connection) throws IOException {
    ByteBuffer question = connection.question;
    if (connection.channel.read(question) < 0) {
      throw new EOFException();
    }
    if (question.position() < Integer.BYTES) {
      return;
    }
    int end = Integer.BYTES + question.getInt(0);
    if (end < Integer.BYTES || end > question.capacity() || end < question.position()) {
      throw new ProtocolException("a question is too long, or one came before the last answer");
    }
    if (end > question.position()) {
      return;
    }
    question.clear();
    if (delayNanos == 0) {
      answer(connection);
    } else {
      connection.due = System.nanoTime() + delayNanos;
      waiting.add(connection);
    }
  }
}
