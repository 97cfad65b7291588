package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** What the web examples have in common: the JDK's HTTP server, for clients of this machine. */
final class Web {

  private Web() {}

  /** Answers requests. */
  @FunctionalInterface
  interface Handler {
    /** Answers one; the exchange is closed afterwards. */
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** Serves until the process is told to end; the executor runs each request. */
  static void serve(int port, Executor executor, Handler handler)
      throws IOException, InterruptedException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    server.start();
    System.out.println("Serving on http://127.0.0.1:" + server.getAddress().getPort() + "/");
    CountDownLatch end = new CountDownLatch(1);
    Signals.onEnd(end::countDown);
    end.await();
    server.stop(0);
  }

  /** Sends text. */
  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** The value behind {@code name=} in the URL's query, which is all there may be there. */
  static String parameter(HttpExchange exchange, String name, String fallback) {
    String query = exchange.getRequestURI().getQuery();
    boolean given = query != null && query.startsWith(name + "=");
    return given ? query.substring(name.length() + 1) : fallback;
  }
}
