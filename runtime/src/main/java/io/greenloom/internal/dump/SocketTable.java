package io.greenloom.internal.dump;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own list of sockets, {@code /proc/<pid>/net}. It knows the peer of a socket that is
 * still connecting, too, which the socket itself does not tell.
 */
final class SocketTable {
  private static final List<String> INTERNET = List.of("tcp", "tcp6", "udp", "udp6");

  // columns of those files and of the one of Unix domain sockets
  private static final int LOCAL = 1;
  private static final int PEER = 2;
  private static final int INODE = 9;
  private static final int UNIX_INODE = 6;
  private static final int UNIX_PATH = 7;

  private final Map<String, Socket> sockets = new HashMap<>();

  private SocketTable() {}

  /**
   * A socket.
   *
   * @param kind what to call it
   * @param local its own address, or empty
   * @param peer its peer's address, or empty
   */
  record Socket(String kind, String local, String peer) {}

  /** Reads what there is of some sockets, given by inode. */
  static SocketTable read(Path folder, Set<String> inodes) {
    SocketTable table = new SocketTable();
    for (String file : INTERNET) {
      String kind = file.startsWith("udp") ? "datagram socket" : "socket";
      table.read(folder.resolve(file), INODE, inodes, row -> internet(kind, row));
    }
    table.read(folder.resolve("unix"), UNIX_INODE, inodes, SocketTable::unix);
    return table;
  }

  private interface Row {
    Socket socket(String[] row);
  }

  private void read(Path file, int inode, Set<String> inodes, Row reader) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] row = line.strip().split("\\s+", inode + 2); // a path may have blanks
        if (row.length > inode && inodes.contains(row[inode])) {
          sockets.put(row[inode], reader.socket(row));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // no such file here, or one of another form: then the sockets go without address
    }
  }

  private static Socket internet(String kind, String[] row) {
    return new Socket(kind, address(row[LOCAL]), address(row[PEER]));
  }

  private static Socket unix(String[] row) {
    return new Socket("unix socket", row.length > UNIX_PATH ? row[UNIX_PATH] : "", "");
  }

  @Nullable Socket find(String inode) {
    return sockets.get(inode);
  }

  /**
   * The usual form of an address: the file has 32-bit words as the processor does, each in
   * hexadecimal, and the port.
   */
  static String address(String words) {
    int colon = words.indexOf(':');
    int port = Integer.parseInt(words, colon + 1, words.length(), 16);
    if (port == 0) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < colon; i += 8) {
      bytes.putInt(Integer.parseUnsignedInt(words, i, i + 8, 16));
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes.array());
      String host = address.isAnyLocalAddress() ? "*" : address.getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    } catch (IOException e) {
      throw new IllegalArgumentException(words, e);
    }
  }
}
