package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.greenloom.DatagramServer;
import io.greenloom.Event;
import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.Monkey;
import io.greenloom.PatchReport;
import io.greenloom.StreamServer;
import io.greenloom.Timeout;
import io.greenloom.it.support.LineClient;
import io.greenloom.it.support.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** B50 to B52: what servers do in their states, when they are full, and with half a request. */
@org.junit.jupiter.api.Timeout(60)
final class B50ToB52ServersTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration SHORT = Duration.ofMillis(100);

  /** Answers each line until the client ends. */
  private static void echo(Socket socket) throws IOException {
    LineClient client = new LineClient(socket);
    for (String line = client.read(); line != null; line = client.read()) {
      client.send("echo " + line);
    }
  }

  private static StreamServer.Builder echoServer() {
    return server(B50ToB52ServersTest::echo);
  }

  private static StreamServer.Builder server(StreamServer.Handler handler) {
    return StreamServer.builder(handler).address(new InetSocketAddress(LOOPBACK, 0));
  }

  private static String ask(StreamServer server, String line) throws IOException {
    try (LineClient client = new LineClient(server.port())) {
      return client.ask(line);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void assertRefused(int port) {
    assertThatThrownBy(() -> new LineClient(port).close()).isInstanceOf(ConnectException.class);
  }

  // -- B50: states

  @Test
  void b50_connectionIsRefusedBeforeTheStart() throws Exception {
    OnGreenlet.run(() -> {
      int port = freePort();
      StreamServer server = echoServer().address(new InetSocketAddress(LOOPBACK, port)).build();
      assertThat(server.isStarted()).isFalse();
      assertThat(server.isClosed()).isFalse();
      assertThat(server.port()).isEqualTo(port);
      assertRefused(port);
      assertThatThrownBy(server::startAccepting)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not started: call start() first");
      server.close();
    });
  }

  @Test
  void b50_connectionIsHandledWhenStarted() throws Exception {
    OnGreenlet.run(() -> {
      try (StreamServer server = echoServer().start()) {
        server.start(); // once more does nothing
        assertThat(server.isStarted()).isTrue();
        assertThat(server.address()).isEqualTo(new InetSocketAddress(LOOPBACK, server.port()));
        assertThat(ask(server, "hello")).isEqualTo("echo hello");
      }
    });
  }

  @Test
  void b50_connectionWaitsWhileNotAccepting() throws Exception {
    OnGreenlet.run(() -> {
      try (StreamServer server = echoServer().start()) {
        server.stopAccepting();
        assertThat(server.isStarted()).isTrue();
        try (LineClient client = new LineClient(server.port())) {
          client.send("hello");
          Greenlet.sleep(SHORT);
          assertThat(server.connections()).isZero();
          server.startAccepting();
          assertThat(client.read()).isEqualTo("echo hello");
          assertThat(server.connections()).isEqualTo(1);
        }
      }
    });
  }

  @Test
  void b50_connectionIsRefusedOnceStopped() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().start();
      assertThat(ask(server, "hello")).isEqualTo("echo hello");
      server.stop();
      server.stop();
      assertThat(server.isStarted()).isFalse();
      assertThat(server.isClosed()).isTrue();
      assertRefused(server.port());
      for (Greenlet.Task start : List.<Greenlet.Task>of(server::start, server::startAccepting)) {
        assertThatThrownBy(start::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(server + " has been stopped: make a new one to start again");
      }
    });
  }

  @Test
  void b50_serveForeverStartsAndReturnsOnStop() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().build();
      Greenlet<?> serving = Greenlet.spawn(server::serveForever);
      Greenlet.yieldNow();
      assertThat(ask(server, "hello")).isEqualTo("echo hello");
      assertThat(serving.isReady()).isFalse();
      server.stop();
      serving.get(Duration.ofSeconds(5));
      server.serveForever(); // returns at once
    });
  }

  @Test
  void b50_killedServeForeverStopsTheServer() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().start();
      try (LineClient client = new LineClient(server.port())) {
        assertThat(client.ask("hello")).isEqualTo("echo hello");
        assertThat(Timeout.run(SHORT, server::serveForever)).isFalse();
        assertThat(server.isClosed()).isTrue();
        assertThat(server.connections()).isZero();
        assertThat(client.read()).isNull();
      }
    });
  }

  @Test
  void b50_stopWaitsForHandlersAndKillsTheRest() throws Exception {
    OnGreenlet.run(() -> {
      List<String> ends = new ArrayList<>();
      StreamServer server =
          server(
                  socket -> {
                    try {
                      String time = new LineClient(socket).read();
                      Greenlet.sleep(Duration.parse(time));
                      ends.add("ended");
                    } catch (GreenletExit e) {
                      ends.add("killed");
                      throw e;
                    }
                  })
              .start();
      try (LineClient quick = new LineClient(server.port());
          LineClient slow = new LineClient(server.port())) {
        quick.send("PT0.1S");
        slow.send("PT60S");
        Greenlet.sleep(SHORT);
        long start = System.nanoTime();
        server.stop(Duration.ofMillis(500));
        assertThat(System.nanoTime() - start).isBetween(400_000_000L, 5_000_000_000L);
        assertThat(ends).containsExactly("ended", "killed");
        assertThat(server.connections()).isZero();
        assertThat(slow.read()).isNull();
      }
    });
  }

  @Test
  void b50_handlerMayStopItsServer() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer[] server = new StreamServer[1];
      server[0] =
          server(
                  socket -> {
                    server[0].stop(Duration.ofSeconds(30));
                    new LineClient(socket).send("stopped");
                  })
              .start();
      try (LineClient client = new LineClient(server[0].port())) {
        assertThat(client.read()).isEqualTo("stopped");
      }
      server[0].serveForever();
    });
  }

  @Test
  void b50_stopListeningLetsConnectionsFinish() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().start();
      Greenlet<?> serving = Greenlet.spawn(server::serveForever);
      try (LineClient client = new LineClient(server.port())) {
        assertThat(client.ask("before")).isEqualTo("echo before");
        server.stopListening();
        assertRefused(server.port());
        Greenlet.sleep(Duration.ofMillis(1_500)); // longer than a stop would wait
        assertThat(client.ask("after")).isEqualTo("echo after");
        assertThat(serving.isReady()).isFalse();
      }
      serving.get(Duration.ofSeconds(5));
    });
  }

  @Test
  void b50_bindingFailureNamesTheAddress() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer second;
      try (StreamServer first = echoServer().start()) {
        second = echoServer().address(first.address()).build();
        assertThatThrownBy(second::start)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("cannot listen on 127.0.0.1:" + first.port() + ": ");
        assertThat(second.isStarted()).isFalse();
      }
      second.start();
      assertThat(ask(second, "hello")).isEqualTo("echo hello");
      second.close();
    });
  }

  @Test
  void b50_givenListenerIsUsedAndClosed() throws Exception {
    OnGreenlet.run(() -> {
      ServerSocket listener = new ServerSocket(0, 5, LOOPBACK);
      listener.setSoTimeout(20); // accept gives up now and then, which does not matter
      StreamServer server = echoServer().listener(listener).start();
      Greenlet.sleep(SHORT);
      assertThat(server.port()).isEqualTo(listener.getLocalPort());
      assertThat(ask(server, "hello")).isEqualTo("echo hello");
      Greenlet<?> serving = Greenlet.spawn(server::serveForever);
      listener.close(); // behind the server's back
      serving.get(Duration.ofSeconds(5));
      assertThat(server.isClosed()).isTrue();
    });
  }

  @Test
  void b50_connectionsShareNoTreeLocals() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer.Handler handler =
          socket -> {
            Greenlet<?> self = Objects.requireNonNull(Greenlet.current());
            new LineClient(socket).send("found " + self.treeLocals().put("user", "x"));
          };
      try (StreamServer server = server(handler).start()) {
        for (int i = 0; i < 2; i++) {
          try (LineClient client = new LineClient(server.port())) {
            assertThat(client.read()).isEqualTo("found null");
          }
        }
      }
    });
  }

  @Test
  void b50_anyThreadMayUseServer() throws Exception {
    PatchReport _ = Monkey.patchAll();
    StreamServer server = echoServer().start(); // the test's thread is no greenlet
    assertThat(ask(server, "hello")).isEqualTo("echo hello");
    server.stopAccepting();
    server.startAccepting();
    assertThat(ask(server, "again")).isEqualTo("echo again");
    server.close();
    assertRefused(server.port());
  }

  // -- B50 of packets

  private static DatagramServer.Builder countingServer() {
    return DatagramServer.builder(
            (packet, self) -> {
              String answer = "Received " + packet.getLength() + " bytes";
              self.sendTo(answer.getBytes(StandardCharsets.UTF_8), packet.getSocketAddress());
            })
        .address(new InetSocketAddress(LOOPBACK, 0));
  }

  private static void send(DatagramSocket socket, String text, int port) throws IOException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(data, data.length, LOOPBACK, port));
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static DatagramSocket client() throws SocketException {
    DatagramSocket client = new DatagramSocket(0, LOOPBACK);
    client.setSoTimeout(10_000);
    return client;
  }

  @Test
  void b50_packetsAreHandledWhenAccepting() throws Exception {
    OnGreenlet.run(() -> {
      DatagramServer server = countingServer().build();
      assertThatThrownBy(() -> server.sendTo(new byte[1], new InetSocketAddress(LOOPBACK, 9)))
          .isInstanceOf(IllegalStateException.class);
      server.start();
      try (DatagramSocket client = client()) {
        send(client, "hello", server.port());
        assertThat(receive(client)).isEqualTo("Received 5 bytes");
        server.stopAccepting();
        send(client, "hi", server.port());
        Greenlet.sleep(SHORT);
        assertThat(server.packets()).isZero();
        server.startAccepting();
        assertThat(receive(client)).isEqualTo("Received 2 bytes");
        server.close();
        assertThatThrownBy(server::start)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("has been stopped");
      }
    });
  }

  @Test
  void b50_packetServerReturnsOnStop() throws Exception {
    OnGreenlet.run(() -> {
      DatagramServer server = countingServer().build();
      Greenlet<?> serving = Greenlet.spawn(server::serveForever);
      Greenlet.yieldNow();
      int port = server.port();
      assertThatThrownBy(() -> new DatagramSocket(port, LOOPBACK).close())
          .isInstanceOf(SocketException.class);
      server.stop();
      new DatagramSocket(port, LOOPBACK).close();
      serving.get(Duration.ofSeconds(5));
    });
  }

  // -- B51: bounds and failures

  @Test
  void b51_fullServerServesTheNextOnceASlotIsFree() throws Exception {
    OnGreenlet.run(() -> {
      try (StreamServer server = echoServer().pool(2).start();
          LineClient first = new LineClient(server.port());
          LineClient second = new LineClient(server.port());
          LineClient third = new LineClient(server.port())) {
        third.send("three");
        assertThat(first.ask("one")).isEqualTo("echo one");
        assertThat(second.ask("two")).isEqualTo("echo two");
        Greenlet.sleep(SHORT);
        assertThat(server.connections()).isEqualTo(2);
        first.end();
        assertThat(third.read()).isEqualTo("echo three");
        assertThat(server.connections()).isEqualTo(2);
      }
    });
  }

  @Test
  void b51_fullServerCanBeStopped() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().pool(1).start();
      try (LineClient client = new LineClient(server.port());
          LineClient waiting = new LineClient(server.port())) {
        assertThat(client.ask("one")).isEqualTo("echo one");
        waiting.send("two");
        server.stop(Duration.ZERO);
        assertThat(client.read()).isNull();
        assertThatThrownBy(waiting::read).isInstanceOf(SocketException.class);
      }
    });
  }

  @Test
  void b51_oneThatIsKilledBeforeItBeganGivesItsSlotBack() throws Exception {
    OnGreenlet.run(() -> {
      StreamServer server = echoServer().pool(1).start();
      try (LineClient client = new LineClient(server.port())) {
        while (server.connections() == 0) { // taken, and queued behind this greenlet
          Greenlet.yieldNow();
        }
        server.stop(Duration.ZERO);
        assertThat(server.connections()).isZero();
        assertThat(client.read()).isNull();
      }
    });
  }

  @Test
  void b51_exceptionOfHandlerDoesNotStopTheServer() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      OnGreenlet.run(() -> {
        StreamServer.Handler failing =
            socket -> {
              if (new LineClient(socket).read().equals("fail")) {
                throw new IllegalArgumentException("as it was told");
              }
              new LineClient(socket).send("good");
            };
        try (StreamServer server = server(failing).pool(1).start()) {
          for (int i = 0; i < 3; i++) {
            assertThat(ask(server, "go on")).isEqualTo("good");
          }
          assertThat(ask(server, "fail")).isNull();
          assertThat(ask(server, "go on")).isEqualTo("good");
          Greenlet.sleep(Duration.ofMillis(1_500)); // whoever asks would have done so
        }
      });
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("Exception in greenlet \"connection from 127.0.0.1:")
        .containsOnlyOnce("java.lang.IllegalArgumentException: as it was told");
  }

  /** Fails so many times. */
  private static final class FailingListener extends ServerSocket {
    final List<Long> failures = new ArrayList<>();
    private int left;

    FailingListener(int times) throws IOException {
      super(0, 50, LOOPBACK);
      left = times;
    }

    @Override
    public Socket accept() throws IOException {
      if (left > 0) {
        left--;
        failures.add(System.nanoTime());
        throw new SocketException("Too many open files");
      }
      return super.accept();
    }
  }

  @Test
  void b51_failingAcceptBacksOffThenRecovers() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    FailingListener listener = new FailingListener(5);
    try {
      OnGreenlet.run(() -> {
        try (StreamServer server = echoServer().listener(listener).pool(1).start()) {
          assertThat(ask(server, "hello")).isEqualTo("echo hello");
          assertThat(ask(server, "again")).isEqualTo("echo again");
        }
      });
    } finally {
      System.setErr(before);
    }
    assertThat(listener.failures).hasSize(5);
    for (int i = 0; i < 4; i++) { // 10, 20, 40, 80 ms
      long pause = listener.failures.get(i + 1) - listener.failures.get(i);
      assertThat(pause).isGreaterThanOrEqualTo((10L << i) * 1_000_000);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "greenloom: StreamServer[127.0.0.1:"
                + listener.getLocalPort()
                + "] cannot accept, and tries again: java.net.SocketException: Too many open"
                + " files");
  }

  @Test
  void b51_serverThatBacksOffCanBeStopped() throws Exception {
    PrintStream before = System.err;
    System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    try {
      OnGreenlet.run(() -> {
        StreamServer server = echoServer().listener(new FailingListener(Integer.MAX_VALUE)).start();
        Greenlet.sleep(SHORT);
        assertThat(Timeout.run(Duration.ofSeconds(5), server::stop)).isTrue();
      });
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void b51_fullPacketServerHandlesTheNextOnceASlotIsFree() throws Exception {
    OnGreenlet.run(() -> {
      Event goOn = new Event();
      AtomicInteger most = new AtomicInteger();
      DatagramServer.Handler handler =
          (packet, self) -> {
            most.accumulateAndGet(self.packets(), Math::max);
            goOn.await();
            self.sendTo(packet.getData(), packet.getSocketAddress());
          };
      try (DatagramServer server =
              DatagramServer.builder(handler)
                  .address(new InetSocketAddress(LOOPBACK, 0))
                  .pool(2)
                  .start();
          DatagramSocket client = client()) {
        for (String text : List.of("a", "b", "c")) {
          send(client, text, server.port());
        }
        Greenlet.sleep(SHORT);
        assertThat(server.packets()).isEqualTo(2);
        goOn.set();
        assertThat(List.of(receive(client), receive(client), receive(client)))
            .containsExactly("a", "b", "c"); // each has kept its own data
        assertThat(most).hasValue(2);
      }
    });
  }

  // -- B52: half a request

  @Test
  void b52_halfSentRequestHoldsUpNobody() throws Exception {
    OnGreenlet.run(() -> {
      try (StreamServer server = echoServer().start();
          LineClient half = new LineClient(server.port())) {
        half.write("hel");
        Greenlet.sleep(SHORT);
        assertThat(ask(server, "quick")).isEqualTo("echo quick");
        half.write("lo\n");
        assertThat(half.read()).isEqualTo("echo hello");
      }
    });
  }

  @Test
  void b52_silentTlsClientHoldsUpNobody() throws Exception {
    TestKeys keys = new TestKeys();
    OnGreenlet.run(() -> {
      try (StreamServer server = echoServer().tls(keys.serverCertificates().sslContext()).start();
          LineClient silent = new LineClient(server.port())) {
        for (int i = 0; i < 3; i++) {
          try (LineClient client =
              new LineClient(
                  keys.clientCertificates()
                      .sslSocketFactory()
                      .createSocket(LOOPBACK, server.port()))) {
            assertThat(client.ask("secret")).isEqualTo("echo secret");
          }
        }
        silent.write("no handshake");
        assertThat(silent.read()).isNotNull(); // an alert
      }
    });
  }
}
