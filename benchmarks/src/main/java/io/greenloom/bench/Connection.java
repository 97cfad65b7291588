package io.greenloom.bench;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A keep-alive connection of the load generator, with at most one request under way. */
class Connection {
  final SocketChannel channel;

  /** When the request under way should have been sent, as {@code System.nanoTime()}. */
  long sent;

  /** How many requests should have been sent behind the one under way. */
  int late;

  boolean underWay;
  int received;

  Connection(SocketAddress server) throws IOException {
    this.channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Writes all of the request. */
  void write(ByteBuffer request) throws IOException {
    channel.write(request);
    if (request.hasRemaining()) {
      throw new ProtocolException("the send buffer is full, which one small request cannot cause");
    }
  }

  /**
   * Reads what is there.
   *
   * @return how many bytes, or -1 at the end
   */
  int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }
}
