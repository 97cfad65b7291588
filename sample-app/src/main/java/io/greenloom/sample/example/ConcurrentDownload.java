package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.Greenlet;
import io.greenloom.sample.MockServer;
import io.greenloom.sample.ServerKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import picocli.CommandLine.Command;

/**
 * gevent's {@code concurrent_download.py}: fetches three pages at once with {@link
 * HttpsURLConnection}, which blocks and knows nothing of greenlets. The pages come from a server of
 * the example's own, which takes a second for each; all three take little more than one.
 */
@Command(name = "concurrent-download", description = "Fetches three pages over HTTPS at once.")
final class ConcurrentDownload implements Callable<Integer> {
  private static final Duration LATENCY = Duration.ofSeconds(1);

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (MockServer server = MockServer.start(0, LATENCY, 10_240, ServerKey.obtain(null))) {
      SSLSocketFactory tls = Objects.requireNonNull(server.clientSocketFactory());
      Stopwatch time = new Stopwatch();
      List<Greenlet<Void>> jobs = new ArrayList<>();
      for (String url : server.urls(3)) {
        jobs.add(Greenlet.spawn(() -> printHead(url, tls)));
      }
      Greenlet.joinAll(jobs);
      System.out.println("took " + time);
    }
    return 0;
  }

  private static void printHead(String url, SSLSocketFactory tls) throws IOException {
    System.out.println("Starting " + url);
    HttpsURLConnection connection = (HttpsURLConnection) URI.create(url).toURL().openConnection();
    connection.setSSLSocketFactory(tls);
    try (InputStream in = connection.getInputStream()) {
      String text = new String(in.readAllBytes(), UTF_8);
      System.out.println(url + ": " + text.length() + " characters: " + text.substring(0, 50));
    }
  }
}
