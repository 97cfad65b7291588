package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.Greenlet;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/**
 * gevent's {@code unixsocket_server.py} and {@code unixsocket_client.py}: a server behind a file
 * name, and clients that talk to it at the same time. Both are in this process, each connection on
 * a greenlet at either end, and all block in {@link SocketChannel}.
 */
@Command(name = "unix-socket", description = "Talks over a Unix domain socket.")
final class UnixSocket implements Callable<Integer> {
  private static final int CLIENTS = 3;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("greenloom");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(address);
      Greenlet<?> server = Greenlet.spawn("server", () -> serve(listener));
      List<Greenlet<String>> clients =
          IntStream.rangeClosed(1, CLIENTS)
              .mapToObj(number -> Greenlet.spawn("client " + number, () -> ask(address, number)))
              .toList();
      for (Greenlet<String> client : clients) {
        System.out.println(client.get());
      }
      server.kill(); // it waits for more clients
    } finally {
      Files.deleteIfExists(address.getPath());
      Files.delete(folder);
    }
    return 0;
  }

  private static void serve(ServerSocketChannel listener) throws IOException {
    while (true) {
      SocketChannel client = listener.accept();
      Greenlet<?> _ = Greenlet.spawn(() -> greet(client));
    }
  }

  private static void greet(SocketChannel client) throws IOException, InterruptedException {
    try (client) {
      String name = readLine(client);
      Greenlet.sleep(Duration.ofMillis(200)); // all clients wait at the same time
      write(client, "hello " + name + "\n");
    }
  }

  private static String ask(UnixDomainSocketAddress address, int number) throws IOException {
    try (SocketChannel server = SocketChannel.open(address)) {
      write(server, "client " + number + "\n");
      return readLine(server);
    }
  }

  private static String readLine(SocketChannel channel) throws IOException {
    return new BufferedReader(Channels.newReader(channel, UTF_8)).readLine();
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer data = UTF_8.encode(text);
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}
