package io.greenloom.internal.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What file descriptors stand for, as Linux tells in {@code /proc}; elsewhere nothing is known. The
 * kernel is asked once about all sockets, so that those to be described are noted first.
 */
final class Descriptors {
  /** The verb for a selector's own file descriptor. */
  static final String SELECTOR = "selector";

  private static final String SOCKET = "socket:[";
  private static final String PIPE = "pipe:[";

  private final Path process;
  private final Map<Integer, String> links = new HashMap<>();
  private @Nullable SocketTable sockets;

  /**
   * Creates an empty set.
   *
   * @param process the folder of {@code /proc} that tells of this process
   */
  Descriptors(Path process) {
    this.process = process;
  }

  /** Looks at the file descriptor of a wait that is going to be described. */
  void note(int ioWait) {
    if (GreenloomGreenlet.event(ioWait) != GreenloomGreenlet.SELECT) {
      int fd = GreenloomGreenlet.fd(ioWait);
      try {
        links.put(fd, Files.readSymbolicLink(process.resolve("fd/" + fd)).toString());
      } catch (IOException | UnsupportedOperationException e) {
        links.remove(fd); // closed meanwhile, or no /proc
      }
    }
  }

  String describe(String verb, int ioWait) {
    int fd = GreenloomGreenlet.fd(ioWait);
    String link = links.get(fd);
    String what;
    if (verb.equals(SELECTOR)) {
      what = SELECTOR;
    } else if (link == null) {
      what = verb;
    } else if (link.startsWith(SOCKET)) {
      what = socket(verb, link);
    } else if (link.startsWith(PIPE)) {
      what = "pipe " + verb;
    } else {
      what = verb + " of " + link;
    }
    return what + ", fd " + fd;
  }

  private String socket(String verb, String link) {
    SocketTable.Socket socket = sockets().find(inode(link));
    if (socket == null) {
      return "socket " + verb;
    }
    StringBuilder text = new StringBuilder(socket.kind()).append(' ').append(verb);
    if (!socket.peer().isEmpty()) {
      text.append(verb.equals("read") ? " from " : " to ").append(socket.peer());
    }
    if (!socket.local().isEmpty()) {
      text.append(" at ").append(socket.local());
    }
    return text.toString();
  }

  private SocketTable sockets() {
    SocketTable table = sockets;
    if (table == null) {
      Set<String> inodes = new HashSet<>();
      links.values().stream()
          .filter(link -> link.startsWith(SOCKET))
          .forEach(link -> inodes.add(inode(link)));
      table = SocketTable.read(process.resolve("net"), inodes);
      sockets = table;
    }
    return table;
  }

  private static String inode(String link) {
    return link.substring(SOCKET.length(), link.length() - 1);
  }
}
