package io.greenloom.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to wait for a byte from a socket: two threads, one at either end of a connection,
 * send each other one byte in turns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SocketBenchmark {
  /** Of both threads together. */
  private static final int BYTES = 10_000;

  private Socket one = new Socket();
  private Socket other = new Socket();

  /** Creates the state, for JMH. */
  public SocketBenchmark() {}

  /**
   * Connects the two sockets.
   *
   * @throws IOException if that fails
   */
  @Setup
  public void connect() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      one = new Socket(listener.getInetAddress(), listener.getLocalPort());
      other = listener.accept();
    }
    one.setTcpNoDelay(true);
    other.setTcpNoDelay(true);
  }

  /**
   * Closes the two sockets.
   *
   * @throws IOException if that fails
   */
  @TearDown
  public void close() throws IOException {
    one.close();
    other.close();
  }

  /**
   * Sending a byte, and waiting for one and reading it.
   *
   * @param threads the kind of threads
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public void sendInTurns(MeasuredThreads threads) throws InterruptedException {
    threads.run(() -> exchange(one, true), () -> exchange(other, false));
  }

  private static void exchange(Socket socket, boolean begins) {
    byte[] buffer = new byte[1]; // read() would make one each time
    try {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      if (begins) {
        out.write(buffer);
      }
      for (int i = 0; i < BYTES / 2; i++) {
        if (in.read(buffer) < 0) {
          throw new EOFException("the other end has closed the connection");
        }
        // The one that began has sent its first byte above.
        if (!begins || i < BYTES / 2 - 1) {
          out.write(buffer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
