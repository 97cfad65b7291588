package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.LineClient;
import io.greenloom.it.support.RunningJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.Test;

/** The examples that serve: each does what gevent's tests ask of its example, on one hub. */
final class ServerExamplesIT {
  private static final String CLOSING = "Closing listener socket";

  /** Whoever gets a connection to a server. */
  private interface Connector {
    LineClient connect(int port) throws IOException;
  }

  private static ChildJvm example(String... args) {
    return ChildJvm.of(Jars.sample().toString()).agent("hubs=1").args(args);
  }

  /** The number at the end of the line that a server prints when it is ready. */
  private static int port(RunningJvm server, String prefix) {
    String line = server.awaitLine(prefix);
    return Integer.parseInt(line.replaceFirst("^\\D*(\\d+).*$", "$1"));
  }

  @Test
  void listsThem() {
    ChildResult list = example("example").run().assertExit(0);
    assertThat(list.out())
        .as(list.toString())
        .anyMatch(line -> line.startsWith("  echoserver "))
        .anyMatch(line -> line.startsWith("  web-server "));
  }

  @Test
  void saysWhatIsMissing() {
    ChildJvm.of(Jars.sample().toString())
        .args("echoserver")
        .run()
        .assertErr("example: Greenloom is missing: add -javaagent:greenloom-agent.jar")
        .assertExit(1);
  }

  @Test
  void refusesUnknownName() {
    ChildResult result = example("example", "echoservr").run().assertExit(2);
    assertThat(result.err().getFirst())
        .startsWith("example: Unmatched argument")
        .contains("echoservr");
  }

  @Test
  void echoserverTalksToTwoClientsAtOnce() throws IOException {
    try (RunningJvm server = example("echoserver", "--port", "0").start()) {
      int port = port(server, "Starting echo server");
      try (LineClient first = new LineClient(port);
          LineClient second = new LineClient(port)) {
        for (LineClient client : List.of(first, second)) {
          assertThat(client.read()).startsWith("Welcome");
        }
        second.write("hel");
        assertThat(first.ask("one")).isEqualTo("one");
        assertThat(second.isSilent()).isTrue();
        assertThat(second.ask("lo")).isEqualTo("hello");
        assertThat(second.ask("quit")).isNull();
        assertThat(first.ask("two")).isEqualTo("two");
      }
      server.awaitLine("client quit");
      server.awaitLine("client disconnected");
    }
  }

  /** Collects what it is sent over one connection; an empty text is the end. */
  private static BlockingQueue<String> collect(ServerSocket listener) {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    Thread.startVirtualThread(() -> {
      try (LineClient client = new LineClient(listener.accept())) {
        client.send("welcome");
        for (String line = client.read(); line != null; line = client.read()) {
          received.add(line);
        }
        client.send("goodbye");
        received.add("");
      } catch (IOException e) {
        received.add(e.toString());
      }
    });
    return received;
  }

  private static RunningJvm forwarderTo(ServerSocket target) {
    return example("portforwarder", "0", "127.0.0.1:" + target.getLocalPort()).start();
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @Test
  void portforwarderLetsConnectionsFinish() throws Exception {
    try (ServerSocket target = listener();
        RunningJvm forwarder = forwarderTo(target)) {
      BlockingQueue<String> received = collect(target);
      int port = port(forwarder, "Starting port forwarder");
      try (LineClient client = new LineClient(port)) {
        assertThat(client.ask("msg1")).isEqualTo("welcome");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("msg1");
        forwarder.terminate();
        forwarder.awaitLine(CLOSING);
        client.send("msg2");
        client.end();
        assertThat(client.readAll()).isEqualTo("goodbye");
      }
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("msg2");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEmpty();
      forwarder.await().assertErr().assertExit(0);
    }
  }

  @Test
  void portforwarderAbortsAtTheSecondSignal() throws Exception {
    try (ServerSocket target = listener();
        RunningJvm forwarder = forwarderTo(target)) {
      BlockingQueue<String> received = collect(target);
      int port = port(forwarder, "Starting port forwarder");
      try (LineClient client = new LineClient(port)) {
        assertThat(client.ask("msg1")).isEqualTo("welcome");
        forwarder.terminate();
        forwarder.awaitLine(CLOSING);
        forwarder.terminate();
        forwarder.await().assertExit(1);
      }
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("msg1");
    }
  }

  @Test
  void udpServerAnswersClients() {
    try (RunningJvm server = example("udp-server", "--port", "0").start()) {
      String port = String.valueOf(port(server, "Receiving datagrams on port"));
      for (String message : List.of("hello", "hello again")) {
        ChildResult client = example("udp-client", "--port", port, message).run().assertExit(0);
        String answer = ":" + port + ": got Received " + message.length() + " bytes";
        assertThat(client.out().getLast()).as(client.toString()).endsWith(answer);
      }
    }
  }

  private static void assertAnswers(LineClient client, String request, String... parts)
      throws IOException {
    client.write(request);
    assertThat(client.readAll()).contains(parts);
  }

  private static void serveInSpiteOfHalfRequest(int port, Connector connector) throws IOException {
    try (LineClient silent = new LineClient(port);
        LineClient half = connector.connect(port)) {
      half.write("GET /xxx HTTP/1.0\r\n");
      try (LineClient whole = connector.connect(port)) {
        assertAnswers(whole, "GET / HTTP/1.0\r\n\r\n", " 200 OK\n", "hello world");
      }
      try (LineClient whole = connector.connect(port)) {
        assertAnswers(whole, "GET /no HTTP/1.0\r\n\r\n", " 404 Not Found\n", "Not Found");
      }
      assertAnswers(half, "\r\n", " 404 Not Found\n");
      assertThat(silent.isSilent()).isTrue();
    }
  }

  @Test
  void webServerServesInSpiteOfHalfRequest() throws IOException {
    try (RunningJvm server = example("web-server", "--port", "0").start()) {
      serveInSpiteOfHalfRequest(port(server, "Serving on http:"), LineClient::new);
      server.terminate();
      server.await().assertErr().assertExit(0);
    }
  }

  @Test
  void tlsServerServesInSpiteOfHalfRequest() throws IOException {
    SSLSocketFactory sockets =
        new HandshakeCertificates.Builder().addInsecureHost("localhost").build().sslSocketFactory();
    try (RunningJvm server = example("tls-server", "--port", "0").start()) {
      serveInSpiteOfHalfRequest(
          port(server, "Serving on https:"),
          port -> {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            return new LineClient(sockets.createSocket(plain, "localhost", port, true));
          });
    }
  }

  @Test
  void unixSocketServesAllClientsAtOnce() {
    ChildResult result = example("unix-socket").run();
    result.assertOut("hello client 1", "hello client 2", "hello client 3").assertErr();
    result.assertExit(0);
  }

  @Test
  void sendfileLetsOthersRun() {
    ChildResult result = example("sendfile").run().assertErr().assertExit(0);
    assertThat(result.out().get(0)).as(result.toString()).isEqualTo("received 20971520 bytes");
    assertThat(result.out().get(1)).matches("sent with [1-9]\\d* waits for room");
    assertThat(result.out().get(2)).matches("meanwhile another greenlet ran [1-9]\\d* times");
  }
}
