package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Talks to a server that gives each connection the next of some scripted answers. */
class UrlOpenerTest {

  private final UrlOpener opener = new UrlOpener(Duration.ofSeconds(30), null);
  private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private ServerSocket server;
  private Thread thread;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    base = "http://localhost:" + server.getLocalPort();
    thread = Thread.ofPlatform().daemon().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    server.close();
    thread.join();
  }

  @Test
  void readsTheBody() throws IOException {
    answer("200 OK\r\nContent-Length: 4", "data");
    assertThat(opener.read(base + "/x?y=1")).asString().isEqualTo("data");
    assertThat(requests).containsExactly("GET /x?y=1 HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "303", "307", "308"})
  void followsRedirects(int status) throws IOException {
    answer(status + " Moved\r\nLocation: next?a=b\r\nContent-Length: 0", "");
    answer("200 OK\r\nContent-Length: 2", "ok");
    assertThat(opener.read(base + "/from/here")).asString().isEqualTo("ok");
    assertThat(requests).containsExactly("GET /from/here HTTP/1.1", "GET /from/next?a=b HTTP/1.1");
  }

  @Test
  void givesUpOnEndlessRedirects() {
    for (int i = 0; i < 20; i++) {
      answer("302 Found\r\nLocation: /again\r\nContent-Length: 0", "");
    }
    fails(base, "more than 10 redirects");
    assertThat(requests).hasSize(11);
  }

  @Test
  void refusesRedirectToAnotherScheme() {
    answer("302 Found\r\nLocation: file:///etc/hosts\r\nContent-Length: 0", "");
    fails(base, "unsupported scheme 'file', only http and https are");
  }

  @Test
  void reportsTheStatus() {
    answer("404 Not Found\r\nContent-Length: 3", "no!");
    fails(base, "HTTP 404 Not Found");
    answer("500\r\nContent-Length: 0", "");
    fails(base, "HTTP 500");
  }

  @Test
  void reportsTheMissingPart() {
    answer("200 OK\r\nContent-Length: 10", "half");
    assertThatThrownBy(() -> opener.read(base)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, malformed URL: it has no http:// or https:// in front",
    "http:///path, malformed URL: it has no host",
    "'http://a b/', malformed URL: illegal character in authority",
    "http://localhost:70000/, malformed URL: port 70000 is out of range",
    "ftp://localhost/, 'unsupported scheme ''ftp'', only http and https are'"
  })
  void refusesUrl(String url, String clause) {
    fails(url, clause);
  }

  private void fails(String url, String clause) {
    assertThatThrownBy(() -> opener.read(url))
        .isInstanceOf(FetchException.class)
        .hasMessage(clause);
  }

  private void answer(String head, String body) {
    answers.add("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + body);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] buffer = new byte[8_192];
        int length = socket.getInputStream().read(buffer);
        if (length > 0) {
          String request = new String(buffer, 0, length, StandardCharsets.US_ASCII);
          requests.add(request.lines().findFirst().orElse(""));
          socket.getOutputStream().write(answers.removeFirst().getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // Closed by the test, or by a client that has seen enough.
      }
    }
  }
}
