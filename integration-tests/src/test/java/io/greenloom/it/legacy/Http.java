package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The JDK's HTTP server and both of its clients. */
public final class Http {
  private static final int MANY = 50;

  private Http() {}

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    Steps.start("http", Http::run).join();
    System.out.println("end");
  }

  private static void run() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MANY);
    ExecutorService pool = Executors.newFixedThreadPool(MANY);
    server.setExecutor(pool);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/slow")) {
              Thread.sleep(100);
            }
            String answer = exchange.getRequestMethod() + " " + path + " " + body.length;
            byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
            boolean chunked = path.startsWith("/chunked");
            int status = path.startsWith("/missing") ? 404 : 200;
            exchange.sendResponseHeaders(status, chunked ? 0 : bytes.length);
            exchange.getResponseBody().write(bytes);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    String base = "http://localhost:" + server.getAddress().getPort();
    try {
      urlConnections(base);
      client(base);
    } finally {
      server.stop(0);
      pool.shutdown();
    }
  }

  private static void urlConnections(String base) {
    step("get", () -> get(base + "/a"));
    step("chunked", () -> get(base + "/chunked"));
    step("missing", () -> get(base + "/missing"));
    step(
        "post",
        () -> {
          HttpURLConnection connection = open(base + "/post");
          connection.setDoOutput(true);
          connection.setFixedLengthStreamingMode(1_000_000);
          try (OutputStream out = connection.getOutputStream()) {
            out.write(new byte[1_000_000]);
          }
          return read(connection);
        });
    step(
        "read times out",
        () -> {
          HttpURLConnection connection = open(base + "/slow");
          connection.setReadTimeout(20);
          return read(connection);
        });
    step(
        "many at once",
        () -> {
          AtomicInteger length = new AtomicInteger();
          Thread[] threads = new Thread[MANY];
          for (int i = 0; i < MANY; i++) {
            String url = base + "/slow/" + i;
            threads[i] = startDaemon("client", () -> length.addAndGet(get(url).length()));
          }
          join(threads);
          return length;
        });
  }

  private static HttpURLConnection open(String url) throws IOException {
    return (HttpURLConnection) URI.create(url).toURL().openConnection();
  }

  private static String get(String url) throws IOException {
    return read(open(url));
  }

  private static String read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return status + " " + new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void client(String base) {
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      step("client, waiting", () -> body(client.send(request(base + "/b"), text())));
      step("client, missing", () -> body(client.send(request(base + "/missing"), text())));
      step(
          "client, one thread each",
          () -> {
            AtomicInteger length = new AtomicInteger();
            Thread[] threads = new Thread[MANY];
            for (int i = 0; i < MANY; i++) {
              HttpRequest request = request(base + "/slow/" + i);
              threads[i] =
                  startDaemon(
                      "client",
                      () -> length.addAndGet(body(client.send(request, text())).length()));
            }
            join(threads);
            return length;
          });
      step(
          "client, asynchronous",
          () -> {
            List<CompletableFuture<String>> answers =
                IntStream.range(0, MANY)
                    .mapToObj(i ->
                        client
                            .sendAsync(request(base + "/slow/" + i), text())
                            .thenApply(Http::body))
                    .toList();
            int length = 0;
            for (CompletableFuture<String> answer : answers) {
              length += answer.get(20, TimeUnit.SECONDS).length();
            }
            return length;
          });
      step(
          "client, times out",
          () ->
              body(
                  client.send(
                      HttpRequest.newBuilder(URI.create(base + "/slow"))
                          .timeout(Duration.ofMillis(20))
                          .build(),
                      text())));
    }
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static String body(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }
}
