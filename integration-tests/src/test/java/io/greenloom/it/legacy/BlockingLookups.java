package io.greenloom.it.legacy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Look-ups that {@link SlowNames} answers. */
final class BlockingLookups {
  private static final String SLEEPS = "sleeps-" + Blockers.LENGTH.toMillis();
  private static final String BLOCKS = "blocks-" + Blockers.LENGTH.toMillis();

  private BlockingLookups() {}

  static void addTo(Blockers blockers) {
    blockers.add("look-up", () -> InetAddress.getByName(SLEEPS + "-name.test"));
    blockers.add("look-up in C", () -> InetAddress.getByName(BLOCKS + "-name.test"));
    blockers.add(
        "look-up of an unknown name",
        () -> InetAddress.getByName("unknown-" + Blockers.LENGTH.toMillis() + ".test"));
    blockers.add("look-up of an address", BlockingLookups::reverse);
    blockers.add("socket address", () -> new InetSocketAddress(SLEEPS + "-address.test", 80));
    blockers.add("socket to a name", BlockingLookups::connect);
  }

  private static String reverse() throws IOException {
    byte[] address = {10, (byte) (Blockers.LENGTH.toMillis() / 100), 0, 7};
    return InetAddress.getByAddress(address).getHostName();
  }

  private static String connect() throws IOException {
    try (ServerSocket server = new ServerSocket(0);
        Socket socket = new Socket(BLOCKS + "-socket.test", server.getLocalPort())) {
      return socket.getInetAddress().toString();
    }
  }
}
