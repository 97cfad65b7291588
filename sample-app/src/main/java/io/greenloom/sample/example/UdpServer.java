package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.DatagramServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code udp_server.py}: a {@link DatagramServer} that answers each packet with its size.
 * Its client is {@link UdpClient}.
 */
@Command(name = "udp-server", description = "Answers UDP packets with their size.")
final class UdpServer implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "9000",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DatagramServer server = DatagramServer.builder(UdpServer::answer).port(port).build();
    server.start();
    System.out.println("Receiving datagrams on port " + server.port());
    server.serveForever();
    return 0;
  }

  /** Handles one packet, on a greenlet of its own. */
  private static void answer(DatagramPacket packet, DatagramServer server) throws IOException {
    String text = new String(packet.getData(), UTF_8);
    System.out.println(packet.getSocketAddress() + ": got " + text);
    String answer = "Received " + packet.getLength() + " bytes";
    server.sendTo(answer.getBytes(UTF_8), packet.getSocketAddress());
  }
}
