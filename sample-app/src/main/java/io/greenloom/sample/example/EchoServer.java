package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.StreamServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code echoserver.py}: sends each line back, for any number of clients at once, with
 * plain blocking streams. A client that sends {@code quit} is disconnected.
 *
 * <p>Try it with {@code telnet localhost 16000} in several windows.
 */
@Command(name = "echoserver", description = "Echoes lines over TCP; 'quit' ends the connection.")
final class EchoServer implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "16000",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StreamServer server = StreamServer.builder(EchoServer::echo).port(port).build();
    server.start();
    System.out.println("Starting echo server on port " + server.port());
    server.serveForever();
    return 0;
  }

  /** Serves one client, on a greenlet of its own. */
  private static void echo(Socket socket) throws IOException {
    System.out.println("New connection from " + socket.getRemoteSocketAddress());
    OutputStream out = socket.getOutputStream();
    out.write("Welcome to the echo server! Type quit to exit.\r\n".getBytes(UTF_8));
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.strip().equalsIgnoreCase("quit")) {
        System.out.println("client quit");
        return;
      }
      out.write((line + "\r\n").getBytes(UTF_8));
      System.out.println("echoed " + line);
    }
    System.out.println("client disconnected");
  }
}
