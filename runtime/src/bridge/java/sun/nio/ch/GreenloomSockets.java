package sun.nio.ch;

import java.io.IOException;

/** What patched code that connects sockets tells. */
public final class GreenloomSockets {
  private GreenloomSockets() {}

  /**
   * {@code NioSocketImpl.connect} and {@code SocketChannelImpl.connect}, before.
   *
   * @param socket the socket
   */
  public static void beginConnect(Object socket) {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    if (greenlet != null) {
      greenlet.connectBegins(socket);
    }
  }

  /**
   * The same methods, when they end, one way or the other: a connect that a kill or a timeout has
   * ended is of no use, and nobody else may know of it.
   */
  public static void endConnect() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    Object abandoned = greenlet == null ? null : greenlet.connectEnds();
    try {
      if (abandoned instanceof NioSocketImpl socket) {
        socket.close();
      } else if (abandoned instanceof SocketChannelImpl channel) {
        channel.close();
      }
    } catch (IOException e) {
      // what is thrown is why it is closed
    }
  }
}
