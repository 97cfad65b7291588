package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MockServerTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 49, 10_240, 1 << 20})
  void answersWithTheExactSize(int size) throws Exception {
    try (MockServer server = MockServer.start(0, Duration.ZERO, size, null);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = get(client, server.baseUrl() + "/1");
      assertThat(answer.body()).hasSize(size);
      assertThat(get(client, server.baseUrl() + "/2").body()).isEqualTo(answer.body());
    }
  }

  @Test
  void answersWithTheStatusAskedFor() throws Exception {
    try (MockServer server = MockServer.start(0, Duration.ZERO, 10, null);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, server.baseUrl() + "/status/503").statusCode()).isEqualTo(503);
      assertThat(get(client, server.baseUrl() + "/status/abc").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void takesRequestsWithBody() throws Exception {
    try (MockServer server = MockServer.start(0, Duration.ZERO, 10, null);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.baseUrl()))
              .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
              .build();
      assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).hasSize(10);
    }
  }

  @Test
  void holdsManyClientsAtOnce() throws Exception {
    int clients = 200;
    try (MockServer server = MockServer.start(0, Duration.ofMillis(500), 10, null);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      UrlOpener opener = new UrlOpener(Duration.ofMinutes(1), null);
      List<Future<byte[]>> answers = new ArrayList<>();
      for (String url : server.urls(clients)) {
        answers.add(threads.submit(() -> opener.read(url)));
      }
      for (Future<byte[]> answer : answers) {
        assertThat(answer.get()).hasSize(10);
      }
    }
  }

  @Test
  void saysWhenThePortIsTaken() throws IOException {
    try (MockServer server = MockServer.start(0, Duration.ZERO, 10, null)) {
      int port = URI.create(server.baseUrl()).getPort();
      assertThatThrownBy(() -> MockServer.start(port, Duration.ZERO, 10, null))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("port " + port + " cannot be had: ");
    }
  }

  @Test
  void numbersItsUrls() throws IOException {
    try (MockServer server = MockServer.start(0, Duration.ZERO, 10, null)) {
      assertThat(server.urls(3))
          .isEqualTo(IntStream.range(0, 3).mapToObj(i -> server.baseUrl() + "/" + i).toList());
    }
  }

  @Test
  void commandPrintsItsUrlAndEndsWithItsInput(@TempDir Path folder) {
    Path pem = folder.resolve("cert.pem");
    Outcome outcome = Outcome.of(new MockServerCommand(), "--tls", "--cert-out", pem.toString());
    assertThat(outcome.out()).matches("https://localhost:\\d+\\R");
    assertThat(outcome.exitCode()).isZero();
    assertThat(pem).content().startsWith("-----BEGIN CERTIFICATE-----\n");
  }

  @Test
  void commandRefusesCertificateWithoutTls(@TempDir Path folder) {
    Path pem = folder.resolve("cert.pem");
    Outcome outcome = Outcome.of(new MockServerCommand(), "--cert-out", pem.toString());
    assertThat(outcome.err()).contains("--cert-out needs --tls");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void keepsTheKeyInTheKeyStore(@TempDir Path folder) throws IOException {
    Path store = folder.resolve("key.p12");
    ServerKey made = ServerKey.obtain(store);
    assertThat(store).isNotEmptyFile();
    assertThat(ServerKey.obtain(store).certificate()).isEqualTo(made.certificate());
    Files.writeString(store, "no key store");
    assertThatThrownBy(() -> ServerKey.obtain(store)).isInstanceOf(IOException.class);
  }

  private static HttpResponse<byte[]> get(HttpClient client, String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
  }
}
