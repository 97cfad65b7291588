package io.greenloom;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Receives UDP packets and handles each in a greenlet of its own.
 *
 * <pre>{@code
 * DatagramServer server = DatagramServer.builder((packet, self) -> {
 *   self.sendTo("got it".getBytes(UTF_8), packet.getSocketAddress());
 * }).port(9000).build();
 * server.serveForever();
 * }</pre>
 *
 * <p>Hub, states and failures are those of {@link StreamServer}. gevent's {@code DatagramServer}.
 */
public final class DatagramServer extends BaseServer<DatagramPacket> {
  private static final int LARGEST_PACKET = 65_535;

  private final Handler handler;
  private final InetSocketAddress wanted;

  /** For what comes next; the taker's. */
  private final byte[] buffer = new byte[LARGEST_PACKET];

  /** Given, or made at the start. */
  private volatile @Nullable DatagramSocket socket;

  private DatagramServer(Builder builder) {
    super(builder.mostJobs);
    this.handler = builder.handler;
    this.wanted = builder.address;
    this.socket = builder.socket;
  }

  /** What is done with a packet. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Handles one packet, on a greenlet of its own.
     *
     * @param packet with data and sender's address; it and its data are the handler's own
     * @param server who received it, to answer
     * @throws Exception whatever it likes; the greenlet has then failed
     */
    void handle(DatagramPacket packet, DatagramServer server) throws Exception;
  }

  /** Makes servers; for one thread. */
  public static final class Builder extends ServerBuilder<Builder> {
    private final Handler handler;
    private @Nullable DatagramSocket socket;

    private Builder(Handler handler) {
      this.handler = Objects.requireNonNull(handler, "handler");
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Uses a socket that is there already, instead of opening one. The server closes it.
     *
     * @param newSocket a bound one
     * @return this
     * @throws IllegalArgumentException if it is not bound
     */
    public Builder socket(DatagramSocket newSocket) {
      if (!newSocket.isBound()) {
        throw new IllegalArgumentException("the socket is not bound: bind it, or give the address");
      }
      socket = newSocket;
      return this;
    }

    /** {@return a server that is not started} */
    public DatagramServer build() {
      return new DatagramServer(this);
    }

    /**
     * Makes and starts a server.
     *
     * @return the started server
     * @throws IOException if it cannot listen at the address
     * @throws IllegalStateException if Greenloom is not installed in this JVM
     */
    public DatagramServer start() throws IOException {
      DatagramServer server = build();
      server.start();
      return server;
    }
  }

  /**
   * Begins to make a server.
   *
   * @param handler what it does with a packet
   * @return the builder
   */
  public static Builder builder(Handler handler) {
    return new Builder(handler);
  }

  /**
   * Sends a packet from the address at which the server listens. Any thread, also while the server
   * is not accepting.
   *
   * @param data what to send
   * @param to whom
   * @throws IOException if it cannot be sent
   * @throws IllegalStateException if the server has not been started
   */
  public void sendTo(byte[] data, SocketAddress to) throws IOException {
    DatagramSocket known = socket;
    if (known == null) {
      throw new IllegalStateException(this + " is not started: call start() first");
    }
    known.send(new DatagramPacket(data, data.length, to));
  }

  /** {@return how many packets are being handled} */
  public int packets() {
    return jobs();
  }

  @Override
  public InetSocketAddress address() {
    DatagramSocket known = socket;
    return known != null && known.getLocalSocketAddress() instanceof InetSocketAddress bound
        ? bound
        : wanted;
  }

  @Override
  void open() throws IOException {
    if (socket == null) {
      try {
        socket = new DatagramSocket(wanted);
      } catch (SocketException e) {
        throw bindFailure(wanted, e);
      }
    }
  }

  @Override
  void closeListener() {
    DatagramSocket known = socket;
    if (known != null) {
      known.close();
    }
  }

  @Override
  boolean isListenerClosed() {
    return Objects.requireNonNull(socket).isClosed();
  }

  @Override
  DatagramPacket take() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    Objects.requireNonNull(socket).receive(packet);
    packet.setData(Arrays.copyOf(buffer, packet.getLength()));
    return packet;
  }

  @Override
  String nameOf(DatagramPacket packet) {
    return "packet from " + text((InetSocketAddress) packet.getSocketAddress());
  }

  @Override
  void handle(DatagramPacket packet) throws Exception {
    handler.handle(packet, this);
  }

  @Override
  void discard(DatagramPacket packet) {
    // there is nothing to release
  }
}
