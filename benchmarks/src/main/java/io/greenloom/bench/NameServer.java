package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A name server that knows the {@link TestNames}, by UDP, and answers each query a fixed time after
 * it has come. It has one thread and a selector, as {@link DelayServer} has.
 *
 * <p>Prints its address as its first line, runs until its standard input ends, and prints how many
 * queries there were.
 */
public final class NameServer implements Runnable {
  private static final int PORT = 53; // resolv.conf knows no other
  private static final int MOST_BYTES = 512;
  private static final int HEADER = 12;
  private static final short ANSWER = (short) 0x8180; // recursion wanted and available, no error
  private static final short NO_SUCH_NAME = (short) 0x8183;
  private static final int TYPE_A = 1;
  private static final short CLASS_IN = 1;
  private static final short NAME_OF_THE_QUESTION = (short) 0xC00C;
  private static final int SECONDS_TO_LIVE = 1;

  private final Selector selector;
  private final DatagramChannel channel;
  private final long delayNanos;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private volatile int queries;

  private NameServer(Selector selector, DatagramChannel channel, long delayNanos) {
    this.selector = selector;
    this.channel = channel;
    this.delayNanos = delayNanos;
  }

  /** What waits to be sent; the answer to the first query is the first one due. */
  private record Answer(SocketAddress to, ByteBuffer bytes, long due) {}

  /**
   * Starts the server.
   *
   * @param args {@code --address ADDRESS --millis N}
   * @throws IOException if it cannot have the port
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    InetAddress address = InetAddress.ofLiteral(options.text("--address"));
    DatagramChannel channel = DatagramChannel.open();
    // A storm of queries fits into it, as far as the system allows.
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.bind(new InetSocketAddress(address, PORT));
    channel.configureBlocking(false);
    Selector selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
    NameServer server =
        new NameServer(
            selector, channel, TimeUnit.MILLISECONDS.toNanos(options.number("--millis")));
    new Thread(server).start();
    System.out.println(address.getHostAddress());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.out.println(server.queries);
    System.exit(0);
  }

  @Override
  public void run() {
    try {
      while (true) {
        Answer next = answers.peek();
        long wait = 0; // for ever
        if (next != null) {
          wait = Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.due - System.nanoTime()));
        }
        selector.select(key -> {}, wait);
        receiveAll();
        answerDue();
      }
    } catch (IOException e) {
      System.err.println("NameServer: " + e);
      System.exit(1);
    }
  }

  private void receiveAll() throws IOException {
    ByteBuffer query = ByteBuffer.allocate(MOST_BYTES);
    SocketAddress from;
    int received = queries;
    while ((from = channel.receive(query)) != null) {
      received++;
      answers.add(new Answer(from, answer(query.flip()), System.nanoTime() + delayNanos));
      query = ByteBuffer.allocate(MOST_BYTES);
    }
    queries = received;
  }

  private void answerDue() throws IOException {
    long now = System.nanoTime();
    Answer answer;
    while ((answer = answers.peek()) != null && answer.due - now <= 0) {
      answers.remove();
      channel.send(answer.bytes, answer.to);
    }
  }

  /** Makes the answer: the query's header and question, and for an IPv4 address that. */
  private static ByteBuffer answer(ByteBuffer query) {
    byte[] address = TestNames.address(nameIn(query.position(HEADER)));
    int type = query.getShort();
    int endOfQuestion = query.position() + Short.BYTES;
    boolean found = address != null && type == TYPE_A;
    ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);
    answer.put(query.position(0).limit(endOfQuestion));
    answer.putShort(2, address == null ? NO_SUCH_NAME : ANSWER);
    answer.putShort(6, (short) (found ? 1 : 0)).putInt(8, 0);
    return (found ? withAddress(answer, address) : answer).flip();
  }

  private static ByteBuffer withAddress(ByteBuffer answer, byte @Nullable [] address) {
    return answer
        .putShort(NAME_OF_THE_QUESTION)
        .putShort((short) TYPE_A)
        .putShort(CLASS_IN)
        .putInt(SECONDS_TO_LIVE)
        .putShort((short) 4)
        .put(address);
  }

  /** Reads a name and leaves the buffer behind it. */
  private static String nameIn(ByteBuffer query) {
    StringJoiner name = new StringJoiner(".");
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.add(new String(label, US_ASCII));
    }
    return name.toString();
  }
}
