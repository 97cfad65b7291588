package io.greenloom.it.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.greenloom.Greenlet;
import io.greenloom.GreenletExit;
import io.greenloom.Timeout;
import io.greenloom.it.support.TestKeys;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Sockets and selectors, all ends of them in one thread. */
class B41ToB49SocketsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MUCH = 100_000;

  /** More than the JDK opens for itself meanwhile. */
  private static final int ROUNDS = 20;

  /** Both ends of a connection. */
  private record Connection(Socket one, Socket other) implements AutoCloseable {
    static Connection open() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        Socket one = new Socket(server.getInetAddress(), server.getLocalPort());
        return new Connection(one, server.accept());
      }
    }

    @Override
    public void close() throws IOException {
      one.close();
      other.close();
    }
  }

  private static int openFiles() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  @Test
  void b41_bothEndsInOneThread() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        Greenlet<byte[]> reader =
            Greenlet.spawn(() -> connection.other().getInputStream().readNBytes(MUCH));
        connection.one().getOutputStream().write(new byte[MUCH]);
        assertThat(reader.get(LONG)).hasSize(MUCH);
      }
    });
  }

  @Test
  void b41_fullDuplexByTwoGreenlets() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        List<Greenlet<?>> all = new ArrayList<>();
        for (Socket end : List.of(connection.one(), connection.other())) {
          all.add(Greenlet.spawn(() -> end.getOutputStream().write(new byte[20 * MUCH])));
          all.add(Greenlet.spawn(() -> end.getInputStream().readNBytes(20 * MUCH)));
        }
        assertThat(Greenlet.joinAllOrThrow(all, LONG)).hasSize(4);
      }
    });
  }

  @Test
  void b42_readTimesOutWithThePlatformsMessage() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        connection.one().setSoTimeout((int) SHORT.toMillis());
        long start = System.nanoTime();
        assertThatThrownBy(() -> connection.one().getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessage("Read timed out");
        assertThat(System.nanoTime() - start).isBetween(SHORT.toNanos(), LONG.toNanos());
      }
    });
  }

  @Test
  void b42_aWriteThatNobodyReadsEndsWithItsLimit() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open();
          Timeout limit = Timeout.start(SHORT)) {
        OutputStream out = connection.one().getOutputStream();
        byte[] piece = new byte[MUCH];
        assertThat(
                catchThrowable(() -> {
                  while (true) {
                    out.write(piece);
                  }
                }))
            .isSameAs(limit);
      }
    });
  }

  @Test
  void b43_closeWakesWhoReads() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        Greenlet<Integer> reader = Greenlet.spawn(() -> connection.one().getInputStream().read());
        Greenlet.yieldNow();
        connection.one().close();
        assertThatThrownBy(() -> reader.get(LONG))
            .cause()
            .isInstanceOf(SocketException.class)
            .hasMessage("Socket closed");
      }
    });
  }

  @Test
  void b43_twoReadersTakeTurnsAsTheJdksLockSays() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        Greenlet<Integer> first = Greenlet.spawn(() -> connection.one().getInputStream().read());
        Greenlet<Integer> second = Greenlet.spawn(() -> connection.one().getInputStream().read());
        Greenlet.yieldNow();
        connection.other().getOutputStream().write(new byte[] {1, 2});
        assertThat(first.get(LONG)).isEqualTo(1);
        assertThat(second.get(LONG)).isEqualTo(2);
      }
    });
  }

  @Test
  void b44_closeDuringSelectIsNoHangAndLeavesNoDescriptor() throws Exception {
    OnGreenlet.run(() -> {
      int before = openFiles();
      for (int i = 0; i < ROUNDS; i++) {
        Selector selector = Selector.open();
        try (Connection connection = Connection.open()) {
          Greenlet<?> selecting =
              Greenlet.spawn(() -> {
                selector.select();
              });
          Greenlet.yieldNow();
          connection.one().close();
          selector.close();
          assertThat(selecting.join(LONG)).isTrue();
          Object ignored = selecting.exception();
        }
      }
      assertThat(openFiles()).isLessThan(before + ROUNDS);
    });
  }

  @Test
  void b45_closingAStreamClosesItsSocketAsTheJdkSays() throws Exception {
    OnGreenlet.run(() -> {
      try (Connection connection = Connection.open()) {
        connection.one().getInputStream().close();
        assertThat(connection.one().isClosed()).isTrue();
        assertThat(connection.other().getInputStream().read()).isEqualTo(-1);
      }
    });
  }

  @Test
  @SuppressWarnings("AddressSelection") // as users write it
  void b46_errorsAreThoseOfThePlatform() throws Exception {
    OnGreenlet.run(() -> {
      int closedPort;
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        closedPort = server.getLocalPort();
      }
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), closedPort))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Connection refused");
      assertThatThrownBy(() -> new Socket("no-such-host.invalid", 80))
          .isInstanceOf(UnknownHostException.class);
      assertThatThrownBy(() -> new Socket("127.0.0.1", 70_000))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  /** A server that accepts nobody, its backlog full. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try {
      while (true) {
        Socket socket = new Socket();
        waiting.add(socket);
        socket.connect(server.getLocalSocketAddress(), 200);
      }
    } catch (SocketTimeoutException e) {
      return waiting;
    }
  }

  @Test
  void b47_aConnectThatIsKilledLeavesNoSocketBehind() throws Exception {
    OnGreenlet.run(() -> {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        List<Socket> waiting = fill(server);
        int before = openFiles();
        for (int i = 0; i < ROUNDS; i++) {
          Greenlet<Socket> connecting =
              Greenlet.spawn(() -> new Socket(server.getInetAddress(), server.getLocalPort()));
          Greenlet.sleep(Duration.ofMillis(10));
          assertThat(connecting.kill(new GreenletExit(), LONG)).isTrue();
          assertThat(connecting.value()).isNull();
        }
        assertThat(openFiles()).isLessThan(before + ROUNDS);
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    });
  }

  @Test
  void killedReadersAndAcceptorsLeaveTheirSocketsUsable() throws Exception {
    OnGreenlet.run(() -> {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket accepted = server.accept();
          SocketChannel channel =
              SocketChannel.open(
                  new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
          Socket ofChannel = server.accept()) {
        List<Greenlet<?>> waiting =
            List.of(
                Greenlet.spawn(() -> client.getInputStream().read()),
                Greenlet.spawn(() -> server.accept()),
                Greenlet.spawn(() -> channel.read(ByteBuffer.allocate(1))));
        Greenlet.yieldNow();
        assertThat(Greenlet.killAll(waiting, LONG)).isTrue();
        assertThat(waiting).allMatch(Greenlet::isSuccessful);

        accepted.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
        ofChannel.getOutputStream().write(8);
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(1);
        new Socket(server.getInetAddress(), server.getLocalPort()).close();
        server.accept().close();
      }
    });
  }

  @Test
  void b48_tlsEndsInOneThreadAndASilentClientStallsNobody() throws Exception {
    OnGreenlet.run(() -> {
      TestKeys keys = new TestKeys();
      try (ServerSocket server =
              keys.serverCertificates()
                  .sslContext()
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
          Socket silent = new Socket(server.getInetAddress(), server.getLocalPort())) {
        Greenlet<?> accepting =
            Greenlet.spawn(() -> {
              while (true) {
                Socket socket = server.accept();
                Greenlet.spawn(() -> socket.getInputStream().transferTo(socket.getOutputStream()));
              }
            });
        try (SSLSocket client =
            (SSLSocket)
                keys.clientCertificates()
                    .sslSocketFactory()
                    .createSocket("localhost", server.getLocalPort())) {
          client.getOutputStream().write(new byte[1_000]);
          assertThat(client.getInputStream().readNBytes(1_000)).hasSize(1_000);
          assertThat(Timeout.run(SHORT, () -> client.getInputStream().read())).isFalse();
          client.getOutputStream().write(7);
          assertThat(client.getInputStream().read()).isEqualTo(7);
        }
        assertThat(silent.isClosed()).isFalse();
        accepting.kill();
      }
    });
  }

  @Test
  void b49_selectorsTellTheSameWhileOthersRun() throws Exception {
    OnGreenlet.run(() -> {
      Pipe pipe = Pipe.open();
      try (Selector selector = Selector.open()) {
        assertThat(selector.select(10)).isZero();
        pipe.source().configureBlocking(false);
        SelectionKey key = pipe.source().register(selector, SelectionKey.OP_READ);
        assertThat(selector.selectNow()).isZero();
        Greenlet<?> writer =
            Greenlet.spawnLater(
                Duration.ofMillis(20), () -> pipe.sink().write(ByteBuffer.allocate(1)));
        assertThat(selector.select(LONG.toMillis())).isEqualTo(1);
        assertThat(key.isReadable()).isTrue();
        writer.get();
        key.cancel();
        assertThat(selector.select(10)).isZero();
        assertThatThrownBy(() -> selector.select(-1)).isInstanceOf(IllegalArgumentException.class);
      }
      pipe.source().close();
      pipe.sink().close();
    });
  }
}
