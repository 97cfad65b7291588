package io.greenloom;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Accepts TCP connections and handles each in a greenlet of its own.
 *
 * <pre>{@code
 * StreamServer server = StreamServer.builder(socket -> {
 *   socket.getInputStream().transferTo(socket.getOutputStream());
 * }).port(16000).build();
 * server.serveForever();
 * }</pre>
 *
 * <p>All greenlets of a server run on the hub of whoever starts it, one at a time. The connection
 * is closed when the handler returns or throws. A handler that throws does not stop the server; it
 * is told as {@link Greenlet} tells it of any. If accepting fails, perhaps because too many files
 * are open, the server says so once on standard error, and tries again after 10 ms and then longer
 * pauses, up to a second, until it succeeds.
 *
 * <p>A server is <em>created</em>: nobody can connect; <em>started</em>: connections are handled;
 * <em>not accepting</em>: they wait in the kernel; and in the end <em>stopped</em>: they are
 * refused. Any thread may call all methods. gevent's {@code StreamServer}.
 */
public final class StreamServer extends BaseServer<Socket> {
  private final Handler handler;
  private final InetSocketAddress wanted;
  private final int backlog;
  private final @Nullable SSLSocketFactory tls;

  /** Given, or made at the start. */
  private volatile @Nullable ServerSocket listener;

  private StreamServer(Builder builder) {
    super(builder.mostJobs);
    this.handler = builder.handler;
    this.wanted = builder.address;
    this.backlog = builder.backlog;
    this.tls = builder.tls == null ? null : builder.tls.getSocketFactory();
    this.listener = builder.listener;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Handles one connection, on a greenlet of its own.
     *
     * @param socket the connection, with {@link Builder#tls} an {@link SSLSocket}; closed
     *     afterwards
     * @throws Exception whatever it likes; the greenlet has then failed
     */
    void handle(Socket socket) throws Exception;
  }

  /** Makes servers; for one thread. */
  public static final class Builder extends ServerBuilder<Builder> {
    private final Handler handler;
    private int backlog = 128;
    private @Nullable SSLContext tls;
    private @Nullable ServerSocket listener;

    private Builder(Handler handler) {
      this.handler = Objects.requireNonNull(handler, "handler");
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Uses a listener that is there already, instead of opening one. The server closes it.
     *
     * @param newListener a bound one
     * @return this
     * @throws IllegalArgumentException if it is not bound
     */
    public Builder listener(ServerSocket newListener) {
      if (!newListener.isBound()) {
        throw new IllegalArgumentException(
            "the listener is not bound: bind it, or give the address");
      }
      listener = newListener;
      return this;
    }

    /**
     * Sets how many connections may wait to be accepted.
     *
     * @param most how many, 128 by default; the system may have a bound of its own
     * @return this
     */
    public Builder backlog(int most) {
      backlog = most;
      return this;
    }

    /**
     * Speaks TLS. The handshake is made in the greenlet of the connection, so that a client that
     * keeps silent holds up nobody else.
     *
     * @param context with the server's key
     * @return this
     */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** {@return a server that is not started} */
    public StreamServer build() {
      return new StreamServer(this);
    }

    /**
     * Makes and starts a server.
     *
     * @return the started server
     * @throws IOException if it cannot listen at the address
     * @throws IllegalStateException if Greenloom is not installed in this JVM
     */
    public StreamServer start() throws IOException {
      StreamServer server = build();
      server.start();
      return server;
    }
  }

  /**
   * Begins to make a server.
   *
   * @param handler what it does with a connection
   * @return the builder
   */
  public static Builder builder(Handler handler) {
    return new Builder(handler);
  }

  /** {@return how many connections are being handled} */
  public int connections() {
    return jobs();
  }

  @Override
  public InetSocketAddress address() {
    ServerSocket known = listener;
    boolean bound = known != null && known.getLocalSocketAddress() != null;
    return bound
        ? (InetSocketAddress) Objects.requireNonNull(known).getLocalSocketAddress()
        : wanted;
  }

  @Override
  void open() throws IOException {
    if (listener != null) {
      return;
    }
    ServerSocket made = new ServerSocket();
    try {
      made.bind(wanted, backlog);
    } catch (IOException e) {
      made.close();
      throw bindFailure(wanted, e);
    }
    listener = made;
  }

  @Override
  void closeListener() throws IOException {
    ServerSocket known = listener;
    if (known != null) {
      known.close();
    }
  }

  @Override
  boolean isListenerClosed() {
    return Objects.requireNonNull(listener).isClosed();
  }

  @Override
  Socket take() throws IOException {
    return Objects.requireNonNull(listener).accept();
  }

  @Override
  String nameOf(Socket socket) {
    return socket.getRemoteSocketAddress() instanceof InetSocketAddress remote
        ? "connection from " + text(remote)
        : "connection";
  }

  @Override
  void handle(Socket socket) throws Exception {
    if (tls == null) {
      handler.handle(socket);
      return;
    }
    // The client's address as text: the name would have to be looked up.
    String client = socket.getInetAddress().getHostAddress();
    try (SSLSocket secure = (SSLSocket) tls.createSocket(socket, client, socket.getPort(), true)) {
      secure.setUseClientMode(false);
      secure.startHandshake();
      handler.handle(secure);
    }
  }

  @Override
  void discard(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nobody is interested in it any more
    }
  }
}
