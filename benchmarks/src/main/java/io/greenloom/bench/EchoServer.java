package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A keep-alive HTTP/1.1 server as it was written before there was NIO: blocking sockets and one
 * thread per connection. It answers every {@code GET} with the same small response.
 *
 * <p>Knows nothing of Greenloom. Prints its port as its first line and runs until its standard
 * input ends.
 */
public final class EchoServer {
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, World!".getBytes(US_ASCII);
  private static final byte[] BAD_REQUEST =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);
  private static final byte[] METHOD = "GET ".getBytes(US_ASCII);
  private static final int BACKLOG = 16_384;
  private static final int MAX_HEAD = 2_048;

  private final ServerSocket listener;
  private final Consumer<Runnable> starter;

  private EchoServer(ServerSocket listener, Consumer<Runnable> starter) {
    this.listener = listener;
    this.starter = starter;
  }

  /**
   * Starts the server.
   *
   * @param args {@code --threads platform} or {@code --threads virtual}
   * @throws IOException if it cannot listen
   */
  public static void main(String[] args) throws IOException {
    Consumer<Runnable> starter = starter(args);
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    EchoServer server = new EchoServer(listener, starter);
    // Not on the main thread, which an agent comes too late for.
    starter.accept(server::acceptAll);
    System.out.println(listener.getLocalPort());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  private static Consumer<Runnable> starter(String[] args) {
    if (args.length == 2 && args[0].equals("--threads")) {
      switch (args[1]) {
        case "platform" -> {
          return task -> new Thread(task).start();
        }
        case "virtual" -> {
          return Thread::startVirtualThread;
        }
        default -> {}
      }
    }
    System.err.println("Usage: EchoServer --threads platform|virtual");
    System.exit(2);
    throw new AssertionError("exited");
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        starter.accept(() -> serve(socket));
      }
    } catch (IOException e) {
      System.err.println("EchoServer: cannot accept: " + e);
      System.exit(1);
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      answerAll(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      System.err.println("EchoServer: " + e);
    }
  }

  private static void answerAll(InputStream in, OutputStream out) throws IOException {
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
        out.write(RESPONSE);
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
