package sun.nio.ch;

import java.io.IOException;

/** What patched code that connects sockets tells. */
public final class GreenloomSockets {
  private GreenloomSockets() {}

  /**
   * {@code NioSocketImpl.connect}, before.
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
   * {@code NioSocketImpl.connect}, when it ends, one way or the other: one that a kill or a timeout
   * has ended is of no use, and nobody else may know of it.
   */
  public static void endConnect() {
    GreenloomGreenlet greenlet = GreenloomBridge.currentGreenlet();
    Object abandoned = greenlet == null ? null : greenlet.connectEnds();
    if (abandoned instanceof NioSocketImpl socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // what is thrown is why it is closed
      }
    }
  }
}
