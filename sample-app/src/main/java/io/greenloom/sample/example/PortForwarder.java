package io.greenloom.sample.example;

import io.greenloom.Greenlet;
import io.greenloom.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * gevent's {@code portforwarder.py}: connects each client to another server, with two greenlets
 * that pump, one for each direction. SIGTERM or Ctrl-C closes the listener; connections under way
 * go on, and the program ends with the last of them, or with a second signal.
 */
@Command(name = "portforwarder", description = "Forwards TCP connections to another server.")
final class PortForwarder implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "Port to listen on, 0 for a free one.")
  private int source;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "HOST:PORT, or a PORT of this machine.")
  private String target = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    StreamServer server = StreamServer.builder(this::forward).port(source).build();
    server.start();
    log("Starting port forwarder " + server.port() + " -> " + target());
    Signals.onEnd(() -> end(server));
    server.serveForever(); // until the last connection has ended
    return 0;
  }

  private static void end(StreamServer server) {
    if (server.isClosed()) {
      log("Multiple exit signals received - aborting.");
      System.exit(1);
    }
    log("Closing listener socket");
    try {
      server.stopListening();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves one client, on a greenlet of its own. */
  private void forward(Socket client) throws IOException, InterruptedException {
    log(client.getRemoteSocketAddress() + " accepted");
    InetSocketAddress address = target();
    try (Socket server = new Socket()) {
      server.connect(address);
      Greenlet.joinAll(
          List.of(
              Greenlet.spawn(() -> pump(client, server)),
              Greenlet.spawn(() -> pump(server, client))));
    } catch (IOException e) {
      log(client.getRemoteSocketAddress() + ": failed to connect to " + address + ": " + e);
    }
  }

  private static void pump(Socket from, Socket to) throws IOException {
    try {
      long bytes = from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput(); // the other direction may go on
      log(from.getRemoteSocketAddress() + ": end after " + bytes + " bytes");
    } catch (IOException e) { // then the other direction is of no use
      from.close();
      to.close();
    }
  }

  private InetSocketAddress target() {
    int colon = target.lastIndexOf(':');
    int port = Integer.parseInt(target.substring(colon + 1));
    return colon < 0
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
        : new InetSocketAddress(target.substring(0, colon), port);
  }

  private static void log(String message) {
    System.out.println(message);
  }
}
