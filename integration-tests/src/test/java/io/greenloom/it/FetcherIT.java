package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.RunningJvm;
import io.greenloom.it.support.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample's fetchers: plain, under the agent, and with the API and no flag. */
final class FetcherIT {
  private static final String LEGACY = "io.greenloom.sample.LegacyFetcher";
  private static final String GREENLET = "io.greenloom.sample.GreenletFetcher";
  private static final String SERVER = "io.greenloom.sample.MockServer";

  /** Of those that compute, one after the other, some get an OS thread to themselves. */
  private static final int SOME_THREADS = 80;

  @TempDir private Path folder;

  /** Answers by path; {@code /ok} with a number is good, the others are not. */
  private static final class Answers extends Dispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String path = request.getUrl().encodedPath();
      MockResponse.Builder answer = new MockResponse.Builder().code(200).body("at " + path);
      if (path.startsWith("/slow")) {
        answer.headersDelay(300, TimeUnit.MILLISECONDS);
      } else if (path.startsWith("/trickle")) {
        answer.body("trickling ".repeat(20)).throttleBody(50, 30, TimeUnit.MILLISECONDS);
      } else if (path.startsWith("/drop")) {
        answer.onResponseStart(new SocketEffect.CloseSocket());
      } else if (path.startsWith("/cut")) {
        answer.body("cut off ".repeat(5_000)).onResponseBody(new SocketEffect.CloseSocket());
      } else if (path.startsWith("/missing")) {
        answer.code(404);
      } else if (path.startsWith("/broken")) {
        answer.code(500);
      } else if (path.startsWith("/never")) {
        answer.headersDelay(60, TimeUnit.SECONDS);
      } else if (path.startsWith("/chunked")) {
        answer.chunkedBody("chunked ".repeat(1_000), 100);
      } else if (path.startsWith("/binary")) {
        answer.body("\u0000\u0001'\"\\\r\n\t\u00fc");
      } else if (path.startsWith("/empty")) {
        answer.body("");
      }
      return answer.build();
    }
  }

  private static Stream<String> comparable(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("WARNING: ")) // the JVM's, about dynamic attaching
        .map(line -> line.replaceAll(" in \\d+\\.\\d+ s$", ""))
        .sorted();
  }

  private static void assertSame(ChildResult result, ChildResult plain) {
    assertThat(comparable(result.out()))
        .as("%s%n%s", result, plain)
        .containsExactlyElementsOf(comparable(plain.out()).toList());
    assertThat(comparable(result.err()))
        .as("%s%n%s", result, plain)
        .containsExactlyElementsOf(comparable(plain.err()).toList());
    result.assertExit(plain.exitCode());
  }

  private static ChildJvm fetcher(String... args) {
    return ChildJvm.of(LEGACY).classPath(Jars.sample()).args(args);
  }

  /** Runs all variants with the same arguments; returns the plain result. */
  private static ChildResult fetchEveryWay(String... args) {
    ChildResult plain = fetcher(args).run();
    assertSame(fetcher(args).agent("hubs=1").run(), plain);
    assertSame(fetcher(args).agent("hubs=2").run(), plain);
    assertSame(
        ChildJvm.of(GREENLET).classPath(Jars.sample(), Jars.agent()).args(args).run(), plain);
    return plain;
  }

  private static String[] withOptions(List<String> urls, String... options) {
    return Stream.concat(Stream.of(options), urls.stream()).toArray(String[]::new);
  }

  @Test
  void goodAndBadUrls() throws IOException {
    int closedPort;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = closed.getLocalPort();
    }
    try (MockWebServer server = new MockWebServer()) {
      server.setDispatcher(new Answers());
      server.start();
      Stream<String> paths =
          Stream.of(
              "slow", "trickle", "drop", "cut", "missing", "broken", "never", "chunked", "binary",
              "empty");
      List<String> urls =
          Stream.of(
                  paths.map(path -> server.url("/" + path).toString()),
                  IntStream.range(0, 30).mapToObj(i -> server.url("/ok/" + i).toString()),
                  Stream.of(
                      "http://localhost:" + closedPort + "/",
                      "http://no-such-host.invalid/",
                      "not a url",
                      "ftp://localhost/"))
              .flatMap(url -> url)
              .toList();
      ChildResult plain = fetchEveryWay(withOptions(urls, "--timeout", "4s"));
      plain.assertExit(1);
      assertThat(plain.out())
          .as(plain.toString())
          .anyMatch(line -> line.matches(".*/slow: \\d+ bytes: .*"))
          .anyMatch(line -> line.matches(".*/trickle: 200 bytes: .*"));
      assertThat(plain.err())
          .as(plain.toString())
          .anyMatch(line -> line.contains("/drop: failed: "))
          .anyMatch(line -> line.contains("/cut: failed: "))
          .anyMatch(line -> line.contains("/never: failed: "));
    }
  }

  @Test
  void https() throws IOException {
    TestKeys keys = new TestKeys();
    try (MockWebServer server = new MockWebServer()) {
      server.useHttps(keys.serverCertificates().sslSocketFactory());
      server.setDispatcher(new Answers());
      server.start();
      List<String> urls =
          IntStream.range(0, 30)
              .mapToObj(i -> server.url(i % 3 == 0 ? "/slow/" + i : "/ok/" + i).toString())
              .toList();
      String pem = keys.writePem(folder).toString();
      fetchEveryWay(withOptions(urls, "--timeout", "20s", "--cacert", pem)).assertExit(0);
      String other = new TestKeys().writePem(Files.createDirectory(folder.resolve("o"))).toString();
      ChildResult untrusted =
          fetchEveryWay(withOptions(urls.subList(0, 2), "--timeout", "20s", "--cacert", other));
      untrusted.assertExit(1);
      assertThat(untrusted.err()).anyMatch(line -> line.contains("TLS failure"));
    }
  }

  @Test
  void httpWhereTlsIsExpected() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerWithoutTls(server));
      String url = "https://localhost:" + server.getLocalPort() + "/";
      ChildResult plain = fetchEveryWay("--timeout", "20s", url).assertExit(1);
      assertThat(plain.err()).anyMatch(line -> line.contains("TLS failure"));
    }
  }

  private static void answerWithoutTls(ServerSocket server) {
    byte[] answer = "HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          if (socket.getInputStream().read(new byte[10_000]) > 0) {
            socket.getOutputStream().write(answer);
          }
        }
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @Test
  void twoThousandSlowUrlsOnOneHub() throws IOException {
    fetchMany(2_000, "--latency", "500ms", "--size", "1k");
  }

  @Test
  void manySlowUrlsOverTls() throws IOException {
    String pem = folder.resolve("cert.pem").toString();
    fetchMany(300, "--latency", "500ms", "--size", "1k", "--tls", "--cert-out", pem);
  }

  private void fetchMany(int count, String... serverOptions) throws IOException {
    try (RunningJvm server =
        ChildJvm.of(SERVER)
            .classPath(Jars.sample())
            .heap("512m")
            .deadline(Duration.ofSeconds(100))
            .args(serverOptions)
            .start()) {
      String base = server.awaitLine("http");
      List<String> urls = IntStream.range(0, count).mapToObj(i -> base + "/" + i).toList();
      Path list = Files.write(folder.resolve("urls.txt"), urls);
      ChildJvm fetcher =
          fetcher("--quiet", "--timeout", "60s", "--file", list.toString()).heap("512m");
      if (base.startsWith("https")) {
        fetcher.args("--cacert", serverOptions[serverOptions.length - 1]);
      }
      ChildResult result =
          fetcher.agent("hubs=1").run().assertExit(0).assertPeakThreads(SOME_THREADS);
      assertThat(result.err().getLast()).contains(count + " of " + count + " URLs fetched");
    }
  }
}
