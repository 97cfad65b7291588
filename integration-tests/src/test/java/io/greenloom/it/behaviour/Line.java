package io.greenloom.it.behaviour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that speaks in lines. */
final class Line implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  /** Connects to a server of this machine; whoever waits longer than ten seconds fails. */
  Line(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Uses a connection that is there. */
  Line(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  void send(String line) throws IOException {
    write(line + "\n");
  }

  /** Sends less than a line, perhaps. */
  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next line, null at the end. */
  String read() throws IOException {
    return in.readLine();
  }

  /** Sends a line and returns the next that comes. */
  String ask(String line) throws IOException {
    send(line);
    return read();
  }

  /** Tells the server that nothing more comes. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
