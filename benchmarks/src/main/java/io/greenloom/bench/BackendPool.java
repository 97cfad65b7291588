package io.greenloom.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A fixed number of connections to a {@link Backend}, each lent to one thread at a time, as pools
 * of database connections do.
 */
final class BackendPool {
  private final BlockingQueue<Connection> free;

  private BackendPool(int size) {
    this.free = new ArrayBlockingQueue<>(size);
  }

  static BackendPool open(int port, int size) throws IOException {
    BackendPool pool = new BackendPool(size);
    for (int i = 0; i < size; i++) {
      pool.free.add(new Connection(new Socket(InetAddress.getLoopbackAddress(), port)));
    }
    return pool;
  }

  /** Sends a question and waits for the answer; before that, for a connection. */
  byte[] call(byte[] question) throws IOException, InterruptedException {
    Connection connection = free.take();
    try {
      return connection.call(question);
    } finally {
      free.add(connection);
    }
  }

  private static final class Connection {
    private final DataOutputStream out;
    private final DataInputStream in;

    private Connection(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private byte[] call(byte[] question) throws IOException {
      out.writeInt(question.length);
      out.write(question);
      out.flush();
      byte[] answer = new byte[in.readInt()];
      in.readFully(answer);
      return answer;
    }
  }
}
