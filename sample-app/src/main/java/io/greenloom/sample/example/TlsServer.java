package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.StreamServer;
import io.greenloom.sample.ServerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code wsgiserver_ssl.py}: hello world over HTTPS, with a certificate made at the start.
 * Each client shakes hands on a greenlet of its own, so that one that keeps silent, or sends half a
 * request, holds up nobody.
 *
 * <p>Try it with {@code curl -k https://localhost:8443/}.
 */
@Command(name = "tls-server", description = "Says hello over HTTPS.")
final class TlsServer implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "8443",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StreamServer server =
        StreamServer.builder(TlsServer::serve)
            .port(port)
            .tls(ServerKey.obtain(null).serverContext())
            .build();
    server.start();
    System.out.println("Serving on https://localhost:" + server.port());
    server.serveForever();
    return 0;
  }

  /** Answers one request, after the handshake. */
  private static void serve(Socket socket) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    String request = in.readLine();
    for (String header = request; header != null && !header.isEmpty(); ) {
      header = in.readLine();
    }
    boolean found = request != null && request.startsWith("GET / ");
    String answer =
        found
            ? response("200 OK", "<b>hello world</b>")
            : response("404 Not Found", "<h1>Not Found</h1>");
    socket.getOutputStream().write(answer.getBytes(UTF_8));
  }

  private static String response(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }
}
