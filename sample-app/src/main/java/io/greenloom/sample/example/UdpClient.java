package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * gevent's {@code udp_client.py}: sends a message to {@link UdpServer} and prints the answer. Plain
 * Java, with nothing of Greenloom; it waits for ten seconds at most.
 */
@Command(name = "udp-client", description = "Sends a message to udp-server.")
final class UdpClient implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "9000",
      description = "The server's port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Parameters(
      paramLabel = "MESSAGE",
      defaultValue = "hello",
      description = "What to send (default: ${DEFAULT-VALUE}).")
  private String message = "hello";

  @Override
  public Integer call() throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      byte[] data = message.getBytes(UTF_8);
      System.out.println("Sending " + data.length + " bytes to " + server);
      socket.send(new DatagramPacket(data, data.length, server));
      DatagramPacket answer = new DatagramPacket(new byte[8192], 8192);
      socket.receive(answer);
      String text = new String(answer.getData(), 0, answer.getLength(), UTF_8);
      System.out.println(answer.getSocketAddress() + ": got " + text);
    }
    return 0;
  }
}
