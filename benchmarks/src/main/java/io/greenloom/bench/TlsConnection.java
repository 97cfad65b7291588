package io.greenloom.bench;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** A connection over TLS. */
final class TlsConnection extends Connection {
  private final SSLEngine engine;
  private final ByteBuffer incoming;
  private final ByteBuffer outgoing;

  /** Connects and shakes hands, waiting for the peer. */
  TlsConnection(SocketAddress server, SSLContext context) throws IOException {
    super(server);
    this.engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    int packet = engine.getSession().getPacketBufferSize();
    this.incoming = ByteBuffer.allocateDirect(packet);
    this.outgoing = ByteBuffer.allocateDirect(packet);
    shakeHands(ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
  }

  private void shakeHands(ByteBuffer nothing) throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (unwrap(nothing) == SSLEngineResult.Status.BUFFER_UNDERFLOW
              && channel.read(incoming) < 0) {
            throw new ProtocolException("the server ended the handshake");
          }
        }
        case NEED_TASK -> {
          for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  @Override
  void write(ByteBuffer request) throws IOException {
    wrap(request);
  }

  @Override
  int read(ByteBuffer target) throws IOException {
    if (channel.read(incoming) < 0) {
      return -1;
    }
    int before = target.position();
    // A record may hold no data, such as a session ticket.
    while (incoming.position() > 0 && unwrap(target) == SSLEngineResult.Status.OK) {}
    return target.position() - before;
  }

  private void wrap(ByteBuffer source) throws IOException {
    SSLEngineResult result = engine.wrap(source, outgoing);
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new ProtocolException("cannot encrypt: " + result);
    }
    super.write(outgoing.flip());
    outgoing.clear();
  }

  /** Decrypts one record; what is behind it stays. */
  private SSLEngineResult.Status unwrap(ByteBuffer target) throws IOException {
    SSLEngineResult result = engine.unwrap(incoming.flip(), target);
    incoming.compact();
    SSLEngineResult.Status status = result.getStatus();
    if (status != SSLEngineResult.Status.OK && status != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      throw new ProtocolException("cannot decrypt: " + result);
    }
    return status;
  }
}
