package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server that answers each request a fixed time after it has come and closes the
 * connection. It has one thread and a selector, lest it be what the comparison is about.
 *
 * <p>Prints its port as its first line and runs until its standard input ends.
 */
public final class DelayServer implements Runnable {
  private static final int BODY_LENGTH = 1_000;
  private static final byte[] RESPONSE =
      ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
              + BODY_LENGTH
              + "\r\n\r\n"
              + "x".repeat(BODY_LENGTH))
          .getBytes(US_ASCII);
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
  private static final int BACKLOG = 16_384;

  private final Selector selector;
  private final ServerSocketChannel listener;
  private final long delayNanos;
  private final Queue<Request> requests = new ArrayDeque<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(8_192);
  private final ByteBuffer response =
      ByteBuffer.allocateDirect(RESPONSE.length).put(RESPONSE).flip();

  private DelayServer(Selector selector, ServerSocketChannel listener, long delayNanos) {
    this.selector = selector;
    this.listener = listener;
    this.delayNanos = delayNanos;
  }

  /** A request that waits for its answer; the first one that has come is the first one due. */
  private record Request(SocketChannel channel, long due) {}

  /** How much of the end of a request's head has been seen. */
  private static final class Head {
    private int matched;
  }

  /**
   * Starts the server.
   *
   * @param args {@code --millis N}
   * @throws IOException if it cannot listen
   */
  public static void main(String[] args) throws IOException {
    long delay = TimeUnit.MILLISECONDS.toNanos(Options.of(args).number("--millis"));
    Selector selector = Selector.open();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    new Thread(new DelayServer(selector, listener, delay)).start();
    System.out.println(listener.socket().getLocalPort());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  @Override
  public void run() {
    try {
      while (true) {
        Request next = requests.peek();
        long wait = 0; // for ever
        if (next != null) {
          wait = Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.due - System.nanoTime()));
        }
        selector.select(this::onReady, wait);
        answerDue();
      }
    } catch (IOException e) {
      System.err.println("DelayServer: " + e);
      System.exit(1);
    }
  }

  private void onReady(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        acceptAll();
      } else {
        receive(key);
      }
    } catch (IOException e) {
      System.err.println("DelayServer: " + e);
    }
  }

  private void acceptAll() throws IOException {
    SocketChannel channel;
    while ((channel = listener.accept()) != null) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Head());
    }
  }

  private void receive(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Head head = (Head) key.attachment();
    if (channel.read(input.clear()) < 0) {
      channel.close();
      return;
    }
    input.flip();
    while (input.hasRemaining() && head.matched < END_OF_HEAD.length) {
      byte next = input.get();
      head.matched = next == END_OF_HEAD[head.matched] ? head.matched + 1 : next == '\r' ? 1 : 0;
    }
    if (head.matched == END_OF_HEAD.length) {
      key.cancel();
      requests.add(new Request(channel, System.nanoTime() + delayNanos));
    }
  }

  private void answerDue() throws IOException {
    long now = System.nanoTime();
    Request request;
    while ((request = requests.peek()) != null && request.due - now <= 0) {
      requests.remove();
      try (SocketChannel channel = request.channel) {
        channel.write(response.rewind()); // an empty send buffer has room for it
      }
    }
  }
}
