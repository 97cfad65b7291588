package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Look-ups by the system's resolver and by one of the program's own, {@link SlowNames}. */
@SuppressWarnings("AddressSelection")
public final class Lookups {
  private static final int CROWD = 1_000;

  /** A label of more than 63 characters, which nobody needs to ask a server about. */
  private static final String IMPOSSIBLE = "x".repeat(64) + ".invalid";

  private Lookups() {}

  /** Runs the program. */
  public static void main(String[] args) {
    asked("localhost", () -> InetAddress.getByName("localhost").isLoopbackAddress());
    asked("all of localhost", Lookups::allOfLocalhost);
    asked("name of the loopback", () -> InetAddress.ofLiteral("127.0.0.1").getHostName());
    asked("this host", Lookups::thisHost);
    asked("literals", Lookups::literals);
    asked("unknown to the system", () -> InetAddress.getByName(IMPOSSIBLE));
    asked("unknown to the program", () -> InetAddress.getByName("unknown-0-a.test"));

    asked("unknown once more", Lookups::unknownTwice);
    asked("found once more", Lookups::foundTwice);
    asked("found by 20 at once", Lookups::foundAtOnce);
    asked("the thread that asks", Lookups::asking);
    asked("the thread that asks for a name", Lookups::askingForName);
    asked("names of an address", Lookups::reverse);
    asked("interrupted", () -> interrupted("sleeps-500-interrupted.test"));
    asked("interrupted in C", () -> interrupted("blocks-1000-interrupted.test"));
    asked("socket address", () -> new InetSocketAddress("sleeps-50-address.test", 80));
    asked("socket address of nobody", () -> new InetSocketAddress("unknown-50-b.test", 80));
    asked("socket to a name", Lookups::connect);
    asked("page of a name", Lookups::fetch);
    step("1,000 names", () -> crowd("sleeps-50-"));
    step("1,000 names that the system does not know", () -> crowd(IMPOSSIBLE));
  }

  private static void asked(String name, Steps.Step question) {
    step(name, () -> inside(() -> Steps.outcome(question)));
  }

  private static boolean allOfLocalhost() throws IOException {
    return Arrays.stream(InetAddress.getAllByName("localhost"))
        .anyMatch(address -> address instanceof Inet4Address && address.isLoopbackAddress());
  }

  private static String thisHost() {
    return Steps.outcome(() -> {
      InetAddress local = InetAddress.getLocalHost();
      return local.getHostName().isEmpty() + " " + local.equals(InetAddress.getLocalHost());
    });
  }

  private static String literals() throws IOException {
    return InetAddress.getByName("192.0.2.1")
        + " "
        + InetAddress.getByName("[2001:db8::1]")
        + " "
        + InetAddress.getByName("2001:db8::2")
        + " "
        + InetAddress.getByName("127.1")
        + " "
        + InetAddress.getByName("")
        + " "
        + Steps.outcome(() -> InetAddress.getByName("[192.0.2.1]"));
  }

  /** A failure is remembered too. */
  private static String unknownTwice() {
    String name = "unknown-50-twice.test";
    String first = Steps.outcome(() -> InetAddress.getByName(name));
    String second = Steps.outcome(() -> InetAddress.getByName(name));
    return first.equals(second) + ", asked " + SlowNames.count(name);
  }

  private static String foundTwice() throws IOException {
    String name = "sleeps-50-twice.test";
    InetAddress first = InetAddress.getByName(name);
    return first.equals(InetAddress.getByName(name)) + ", asked " + SlowNames.count(name);
  }

  private static String foundAtOnce() throws InterruptedException {
    String name = "sleeps-200-at-once.test";
    AtomicInteger found = new AtomicInteger();
    Thread[] threads = new Thread[20];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          startDaemon(
              "asking",
              () -> found.addAndGet(InetAddress.getByName(name).isLoopbackAddress() ? 1 : 0));
    }
    join(threads);
    return found + ", asked " + SlowNames.count(name);
  }

  private static boolean asking() throws IOException {
    String name = "sleeps-10-asking.test";
    InetAddress.getByName(name);
    return SlowNames.ASKING.get(name) == Thread.currentThread();
  }

  private static boolean askingForName() throws IOException {
    InetAddress.getByAddress(new byte[] {10, 0, 0, 1}).getHostName();
    return SlowNames.ASKING.get("10.0.0.1") == Thread.currentThread();
  }

  private static String reverse() throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, 0, 2});
    String names = address.getCanonicalHostName() + " " + address.getHostName();
    return names + " " + address + ", asked " + SlowNames.count("10.1.0.2");
  }

  private static String interrupted(String name) throws Exception {
    FutureTask<String> question =
        new FutureTask<>(
            () -> InetAddress.getByName(name) + " " + Thread.currentThread().isInterrupted());
    Thread thread = startDaemon("asking", question::run);
    Steps.awaitTrue(() -> SlowNames.count(name) > 0);
    thread.interrupt();
    join(thread);
    return question.get();
  }

  private static String connect() throws IOException {
    try (ServerSocket server = new ServerSocket(0);
        Socket socket = new Socket("sleeps-50-socket.test", server.getLocalPort());
        Socket peer = server.accept()) {
      String unknown = Steps.outcome(() -> new Socket("unknown-50-socket.test", 80));
      return socket.getInetAddress() + " " + peer.isConnected() + " " + unknown;
    }
  }

  private static String fetch() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://sleeps-50-web.test:" + server.getAddress().getPort() + "/";
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base).toURL().openConnection(Proxy.NO_PROXY);
      return String.valueOf(connection.getResponseCode());
    } finally {
      server.stop(0);
    }
  }

  /** Each thread asks for a name of its own. */
  private static String crowd(String prefix) throws InterruptedException {
    AtomicInteger found = new AtomicInteger();
    AtomicInteger unknown = new AtomicInteger();
    Thread[] threads = new Thread[CROWD];
    for (int i = 0; i < CROWD; i++) {
      String name = prefix.startsWith("x") ? i + prefix : prefix + i + ".test";
      threads[i] =
          startDaemon(
              "asking",
              () -> {
                try {
                  found.addAndGet(InetAddress.getByName(name).isLoopbackAddress() ? 1 : 0);
                } catch (IOException e) {
                  unknown.addAndGet(e.getMessage().contains(name) ? 1 : 0);
                }
              });
    }
    join(threads);
    return found + " found, " + unknown + " unknown";
  }
}
