package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.greenloom.Event;
import io.greenloom.Greenlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code wsgiserver.py}: hello world over HTTP, and 404 for all but {@code /}. The server
 * is the JDK's own, told to serve each request on a greenlet, so that a client that sends half a
 * request holds up nobody.
 *
 * <p>Try it with {@code curl http://localhost:8088/}.
 */
@Command(name = "web-server", description = "Says hello over HTTP.")
final class WebServer implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "8088",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", WebServer::serve);
    server.setExecutor(request -> {
      Greenlet<?> _ = Greenlet.spawn(request::run);
    });
    server.start();
    System.out.println("Serving on http://localhost:" + server.getAddress().getPort());
    Event stop = new Event();
    Signals.onEnd(stop::set);
    stop.await();
    server.stop(0);
    return 0;
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean found = exchange.getRequestURI().getPath().equals("/");
      byte[] body = (found ? "<b>hello world</b>" : "<h1>Not Found</h1>").getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      exchange.sendResponseHeaders(found ? 200 : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
