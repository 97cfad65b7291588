package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyFetcherTest {

  private static final String HEAD = "\"line 000001 of the answer of Greenloom's mock serv\"";

  @Test
  void printsAsTheIntroduction() throws IOException {
    try (MockServer server = server(Duration.ZERO)) {
      String url = server.baseUrl() + "/7";
      Outcome outcome = fetch(url);
      assertThat(outcome.outLines())
          .containsExactly("Starting " + url, url + ": 1000 bytes: " + HEAD);
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
    }
  }

  @Test
  void fetchesFromItsOwnServer() {
    Outcome outcome = fetch("--urls", "15", "--latency", "0ms", "--size", "3");
    assertThat(outcome.out().lines().filter(line -> line.startsWith("Starting http://localhost:")))
        .hasSize(15);
    assertThat(outcome.out().lines().filter(line -> line.endsWith(": 3 bytes: 'lin'"))).hasSize(15);
    assertThat(outcome.err()).matches("15 of 15 URLs fetched in \\d+\\.\\d\\d s\\R");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void fetchesFromItsOwnServerOverTls() {
    Outcome outcome = fetch("--urls", "2", "--latency", "0ms", "--tls");
    assertThat(outcome.out()).contains("Starting https://localhost:", "/1: 10240 bytes: " + HEAD);
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void reportsEachFailureOnOneLineAndGoesOn() throws IOException {
    try (MockServer server = server(Duration.ZERO)) {
      String good = server.baseUrl() + "/1";
      String missing = server.baseUrl() + "/status/404";
      String refused = "http://localhost:" + unusedPort() + "/";
      Outcome outcome =
          fetch(missing, refused, "nonsense", "ftp://localhost/", "http://no.invalid/", good);
      assertThat(outcome.errLines())
          .contains(
              missing + ": failed: HTTP 404 Not Found",
              refused + ": failed: connection refused",
              "nonsense: failed: malformed URL: it has no http:// or https:// in front",
              "ftp://localhost/: failed: unsupported scheme 'ftp', only http and https are",
              "http://no.invalid/: failed: unknown host no.invalid")
          .hasSize(6);
      assertThat(outcome.err()).contains("1 of 6 URLs fetched in ");
      assertThat(outcome.out()).contains(good + ": 1000 bytes: " + HEAD);
      assertThat(outcome.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void reportsTheTimeoutOfOneUrl() throws IOException {
    try (MockServer server = server(Duration.ofHours(1))) {
      Outcome outcome = fetch(server.baseUrl(), "--url-timeout", "300ms");
      assertThat(outcome.err())
          .isEqualToNormalizingNewlines(
              server.baseUrl() + ": failed: read timed out after 300ms\n");
      assertThat(outcome.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void reportsWhatIsNotFinished() throws IOException {
    try (MockServer server = server(Duration.ofHours(1))) {
      String url = server.baseUrl() + "/1";
      Outcome outcome = fetch(url, url, "--timeout", "500ms", "--url-timeout", "1h");
      // Its own read timeout is as long, and may come first.
      assertThat(outcome.errLines()).hasSize(3);
      assertThat(outcome.errLines().subList(0, 2))
          .allMatch(line ->
              line.equals(url + ": failed: not finished within 500ms")
                  || line.equals(url + ": failed: read timed out after 500ms"));
      assertThat(outcome.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void doesNotStartWhatTheLimitHoldsBack() throws IOException {
    try (MockServer server = server(Duration.ofHours(1))) {
      String url = server.baseUrl();
      Outcome outcome = fetch(url + "/1", url + "/2", "--timeout", "500ms", "--concurrency", "1");
      assertThat(outcome.outLines()).containsExactly("Starting " + url + "/1");
      assertThat(outcome.errLines()).contains(url + "/2: failed: not finished within 500ms");
      assertThat(outcome.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void fetchesOneAtATimeInOrder() throws IOException {
    try (MockServer server = server(Duration.ZERO)) {
      List<String> urls = server.urls(10);
      List<String> args = new ArrayList<>(urls);
      args.addAll(List.of("--concurrency", "1"));
      Outcome outcome = fetch(args.toArray(String[]::new));
      List<String> expected =
          urls.stream()
              .flatMap(url -> Stream.of("Starting " + url, url + ": 1000 bytes: " + HEAD))
              .toList();
      assertThat(outcome.outLines()).isEqualTo(expected);
    }
  }

  @Test
  void quietPrintsFailuresAndSummaryOnly() throws IOException {
    try (MockServer server = server(Duration.ZERO)) {
      Outcome outcome = fetch("--quiet", server.baseUrl(), server.baseUrl() + "/status/503");
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .startsWith(server.baseUrl() + "/status/503: failed: HTTP 503 Service Unavailable")
          .contains("1 of 2 URLs fetched in ");
    }
  }

  @Test
  void readsUrlsFromFileAndStandardInput(@TempDir Path folder) throws IOException {
    try (MockServer server = server(Duration.ZERO)) {
      String text = "# two\n" + server.baseUrl() + "/1\n\n" + server.baseUrl() + "/2\n";
      Path file = Files.writeString(folder.resolve("urls.txt"), text);
      assertThat(fetch("--file", file.toString()).err()).startsWith("2 of 2 URLs fetched");
      assertThat(Outcome.withInput(text, new LegacyFetcher(), "--file", "-").err())
          .startsWith("2 of 2 URLs fetched");
    }
  }

  @Test
  void trustsWhatItIsTold(@TempDir Path folder) throws IOException {
    try (MockServer server = MockServer.start(0, Duration.ZERO, 10, ServerKey.obtain(null))) {
      Path pem = folder.resolve("server.pem");
      Certificates.writePem(pem, server.certificate());
      assertThat(fetch("--cacert", pem.toString(), server.baseUrl()).exitCode()).isZero();
      assertThat(fetch(server.baseUrl()).err())
          .isEqualToNormalizingNewlines(
              server.baseUrl()
                  + ": failed: TLS failure: the server's certificate is not trusted"
                  + " (see --cacert)\n");
    }
  }

  private static MockServer server(Duration latency) throws IOException {
    return MockServer.start(0, latency, 1_000, null);
  }

  private static Outcome fetch(String... args) {
    return Outcome.of(new LegacyFetcher(), args);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
