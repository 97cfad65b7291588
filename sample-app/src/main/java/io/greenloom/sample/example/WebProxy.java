package io.greenloom.sample.example;

import com.sun.net.httpserver.HttpExchange;
import io.greenloom.Greenlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code webproxy.py}: a web server that fetches pages of other sites, and so is a client
 * at the same time. Each request has a greenlet of its own, in which {@link HttpURLConnection}
 * blocks; a site that is slow delays only those who asked for it.
 *
 * <p>Try it with {@code curl http://127.0.0.1:8088/http://example.org/}.
 */
@Command(name = "webproxy", description = "Serves pages of other sites.")
final class WebProxy implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 30_000;

  @Option(
      names = "--port",
      defaultValue = "8088",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Web.serve(
        port,
        request -> {
          Greenlet<?> _ = Greenlet.spawn(request::run);
        },
        WebProxy::serve);
    return 0;
  }

  private static void serve(HttpExchange exchange) throws IOException {
    String url = exchange.getRequestURI().toString().substring(1);
    if (!url.matches("https?://.+")) {
      Web.answer(exchange, 404, "Append the address of a page, as in /http://example.org/");
      return;
    }
    HttpURLConnection page;
    byte[] body;
    try {
      page = (HttpURLConnection) URI.create(url).toURL().openConnection();
      page.setConnectTimeout(TIMEOUT_MILLIS);
      page.setReadTimeout(TIMEOUT_MILLIS);
      body = read(page.getResponseCode() < 400 ? page.getInputStream() : page.getErrorStream());
    } catch (IOException | RuntimeException e) { // the JDK throws either for a bad address
      Web.answer(exchange, 502, url + " cannot be fetched: " + e);
      return;
    }
    String type = page.getContentType();
    if (type != null) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    exchange.sendResponseHeaders(page.getResponseCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] read(@Nullable InputStream body) throws IOException {
    try (body) {
      return body == null ? new byte[0] : body.readAllBytes();
    }
  }
}
