package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ServerSocketFactory;

/**
 * A keep-alive HTTP/1.1 server as it was written before there was NIO: blocking sockets and one
 * thread per connection. What it does for each {@code GET} is the workload.
 *
 * <p>Knows nothing of Greenloom. Prints its port as its first line and runs until its standard
 * input ends.
 */
public final class BlockingServer {
  private static final byte[] BAD_REQUEST =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);
  private static final byte[] METHOD = "GET ".getBytes(US_ASCII);
  private static final int BACKLOG = 16_384;
  private static final int MAX_HEAD = 2_048;

  private final ServerSocket listener;
  private final ThreadSource threads;
  private final Service service;

  private BlockingServer(ServerSocket listener, ThreadSource threads, Service service) {
    this.listener = listener;
    this.threads = threads;
    this.service = service;
  }

  /**
   * Starts the server.
   *
   * @param args {@code --threads platform|virtual --workload echo|tls|fanout|jdbc}; {@code tls}
   *     also takes {@code --keystore FILE}, the last two {@code --backend PORT --pool N}
   * @throws IOException if it cannot listen
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    ThreadSource threads = ThreadSource.of(options.text("--threads"));
    String workload = options.text("--workload");
    Service service = service(workload, options);
    ServerSocketFactory sockets =
        workload.equals("tls")
            ? TestKey.in(Path.of(options.text("--keystore"))).getServerSocketFactory()
            : ServerSocketFactory.getDefault();
    ServerSocket listener =
        sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    BlockingServer server = new BlockingServer(listener, threads, service);
    // Not on the main thread, which an agent comes too late for.
    threads.unstarted(server::acceptAll).start();
    System.out.println(listener.getLocalPort());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  private static Service service(String workload, Options options) throws IOException {
    return switch (workload) {
      case "echo", "tls" -> Service.echo();
      case "fanout" -> Service.fanOut(pool(options));
      case "jdbc" -> Service.query(pool(options));
      default -> throw new IllegalArgumentException("--workload " + workload);
    };
  }

  private static BackendPool pool(Options options) throws IOException {
    return BackendPool.open(options.number("--backend"), options.number("--pool"));
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        threads.unstarted(() -> serve(socket)).start();
      }
    } catch (IOException e) {
      System.err.println("BlockingServer: cannot accept: " + e);
      System.exit(1);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      answerAll(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      System.err.println("BlockingServer: " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }

  private void answerAll(InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[MAX_HEAD];
    int filled = 0;
    while (true) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        return;
      }
      filled += read;
      int start = 0;
      for (int end; (end = endOfHead(buffer, start, filled)) >= 0; start = end) {
        if (!isGet(buffer, start)) {
          out.write(BAD_REQUEST);
          return;
        }
        out.write(service.respond());
      }
      filled -= start;
      if (filled == buffer.length) {
        out.write(BAD_REQUEST);
        return;
      }
      System.arraycopy(buffer, start, buffer, 0, filled);
    }
  }

  private static boolean isGet(byte[] buffer, int start) {
    return Arrays.equals(buffer, start, start + METHOD.length, METHOD, 0, METHOD.length);
  }

  /** Returns the index behind the blank line that ends the request's head, or -1. */
  private static int endOfHead(byte[] buffer, int from, int to) {
    for (int i = from + 3; i < to; i++) {
      if (buffer[i] == '\n'
          && buffer[i - 1] == '\r'
          && buffer[i - 2] == '\n'
          && buffer[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }
}
