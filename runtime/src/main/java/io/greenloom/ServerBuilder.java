package io.greenloom;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The options that servers have in common.
 *
 * @param <B> type of the builder
 */
abstract sealed class ServerBuilder<B> permits StreamServer.Builder, DatagramServer.Builder {
  InetSocketAddress address = new InetSocketAddress(0);
  int mostJobs = Integer.MAX_VALUE;

  ServerBuilder() {}

  abstract B self();

  /**
   * Listens on a port of all addresses of this machine.
   *
   * @param port the port; 0, which is the default, lets the system choose one
   * @return this
   * @throws IllegalArgumentException if it is no port
   */
  public B port(int port) {
    return address(new InetSocketAddress(port));
  }

  /**
   * Listens at an address.
   *
   * @param newAddress of this machine; port 0 lets the system choose one
   * @return this
   */
  public B address(InetSocketAddress newAddress) {
    address = Objects.requireNonNull(newAddress, "address");
    return self();
  }

  /**
   * Handles only so many at once. While that many are being handled nothing more is accepted. The
   * default is no bound.
   *
   * @param size how many, at least 1
   * @return this
   * @throws IllegalArgumentException if it is less than 1
   */
  public B pool(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool of " + size + " could handle nothing");
    }
    mostJobs = size;
    return self();
  }
}
