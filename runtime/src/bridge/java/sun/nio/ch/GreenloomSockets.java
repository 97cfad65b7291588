package sun.nio.ch;

import java.io.IOException;

/** What patched code that connects sockets tells. */
public final class GreenloomSockets {
  private GreenloomSockets() {}

  /**
   * {@code EPoll.wait} as the threads of an {@code AsynchronousChannelGroup} call it. A greenlet
   * waits in its hub's poller for the instance to have something, and then takes it.
   *
   * @param epfd the epoll instance
   * @param events where to
   * @param capacity how many there is room for
   * @param millis the longest wait of others than greenlets
   * @return what the same call of the JDK would
   * @throws IOException if the system call fails
   */
  public static int awaitEvents(int epfd, long events, int capacity, int millis)
      throws IOException {
    if (GreenloomBridge.currentGreenlet() == null) {
      return EPoll.wait(epfd, events, capacity, millis);
    }
    int count;
    do {
      count = EPoll.wait(epfd, events, capacity, 0);
    } while (count == 0 && GreenloomPolling.pollPort(epfd));
    return count != 0 ? count : EPoll.wait(epfd, events, capacity, millis);
  }

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
