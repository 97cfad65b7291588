package io.greenloom.sample;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A web server on the loopback address that answers every request with the same text after a fixed
 * latency, and {@code /status/CODE} with that status; made for thousands of clients at once.
 *
 * <p>Each exchange has a virtual thread of the JDK, so that neither the latency, nor a slow TLS
 * handshake, nor a client that does not read takes anything from the others.
 */
public final class MockServer implements AutoCloseable {

  /** The kernel cuts it down to its own limit; less than that drops connections in a burst. */
  private static final int BACKLOG = 16_384;

  private static final String STATUS_PATH = "/status/";
  private static final String LINE = "line %06d of the answer of Greenloom's mock server\n";

  static {
    // The server reads these once, when its classes are initialised. By default it closes all but
    // 200 idle connections and lets Nagle's algorithm hold answers back.
    setDefault("sun.net.httpserver.maxIdleConnections", "100000");
    setDefault("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final @Nullable ServerKey key;
  private final Duration latency;
  private final byte[] body;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private MockServer(HttpServer server, Duration latency, int size, @Nullable ServerKey key) {
    this.server = server;
    this.latency = latency;
    this.body = text(size);
    this.key = key;
  }

  /**
   * Serves until standard input closes, and exits.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String... args) {
    System.exit(Cli.execute(new MockServerCommand(), args));
  }

  /**
   * Starts a server.
   *
   * @param port where it listens, 0 for a free port
   * @param latency the time from request to answer
   * @param size of the answers, in bytes
   * @param key for https, null for http
   * @return the server
   * @throws IOException if the port cannot be had or the key is unusable
   */
  public static MockServer start(int port, Duration latency, int size, @Nullable ServerKey key)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server;
    try {
      server = key == null ? HttpServer.create(address, BACKLOG) : createTls(address, key);
    } catch (BindException e) {
      throw new IOException("port " + port + " cannot be had: " + Failures.describe(e), e);
    }
    MockServer mock = new MockServer(server, latency, size, key);
    server.createContext("/", mock::answer);
    server.setExecutor(mock.executor);
    server.start();
    return mock;
  }

  private static HttpsServer createTls(InetSocketAddress address, ServerKey key)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(key.serverContext()));
    return server;
  }

  /** {@return the server's URL without a path, such as {@code http://localhost:8080}} */
  public String baseUrl() {
    return (key == null ? "http" : "https") + "://localhost:" + server.getAddress().getPort();
  }

  /**
   * Names some pages.
   *
   * @param count how many
   * @return the URLs {@code /0} to {@code /count-1} of this server
   */
  public List<String> urls(int count) {
    String base = baseUrl();
    return IntStream.range(0, count).mapToObj(number -> base + "/" + number).toList();
  }

  /** The certificate that https clients have to trust, or null if this server speaks http. */
  @Nullable Certificate certificate() throws IOException {
    return key == null ? null : key.certificate();
  }

  /**
   * Makes sockets for clients of this server.
   *
   * @return a factory that trusts this server only, or null if it speaks http
   * @throws IOException if the key is unusable
   */
  public @Nullable SSLSocketFactory clientSocketFactory() throws IOException {
    return key == null ? null : Certificates.trusting(List.of(key.certificate()));
  }

  /** Stops at once; exchanges under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      // An unread request would cost the connection, which is to be kept alive.
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      Thread.sleep(latency);
      int status = status(exchange.getRequestURI().getPath());
      boolean hasBody = !exchange.getRequestMethod().equals("HEAD") && status == 200;
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
      // Here 0 means chunked and -1 means nothing.
      exchange.sendResponseHeaders(status, hasBody && body.length > 0 ? body.length : -1);
      if (hasBody) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int status(String path) {
    if (!path.startsWith(STATUS_PATH)) {
      return 200;
    }
    String code = path.substring(STATUS_PATH.length());
    return code.matches("[2-5]\\d\\d") ? Integer.parseInt(code) : 400;
  }

  private static byte[] text(int size) {
    StringBuilder text = new StringBuilder(size + LINE.length());
    for (int number = 1; text.length() < size; number++) {
      text.append(String.format(Locale.ROOT, LINE, number));
    }
    text.setLength(size);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
