package io.greenloom.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A client that speaks in lines. */
public final class LineClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final BufferedReader in;

  /** Connects to a server of this machine; whoever waits longer than ten seconds fails. */
  public LineClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Uses a connection that is there. */
  public LineClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  public void send(String line) throws IOException {
    write(line + "\n");
  }

  /** Sends less than a line, perhaps. */
  public void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next line, null at the end. */
  public String read() throws IOException {
    return in.readLine();
  }

  /** Sends a line and returns the next that comes. */
  public String ask(String line) throws IOException {
    send(line);
    return read();
  }

  /** Whether nothing comes for a while, not even part of a line. */
  public boolean isSilent() throws IOException {
    socket.setSoTimeout(100);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  /** Everything up to the end of the connection. */
  public String readAll() throws IOException {
    return in.lines().collect(Collectors.joining("\n"));
  }

  /** Tells the server that nothing more comes. */
  public void end() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
