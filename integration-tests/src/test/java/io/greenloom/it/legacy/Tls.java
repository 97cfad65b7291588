package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS sockets; the arguments are a PKCS12 file with a key and its certificate, and a password. */
@SuppressWarnings("resource")
public final class Tls {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Tls() {}

  /** Runs the program on a thread, as the main thread is not green. */
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = args[1].toCharArray();
    try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLContext trustsOthers = SSLContext.getInstance("TLS");
    trustsOthers.init(null, null, null);
    Steps.start(
            "tls",
            () -> {
              step("echo", () -> echo(context, 100));
              step("bad certificate", () -> badCertificate(context, trustsOthers));
              step("no TLS at the other end", () -> noTls(context));
              step("read times out", () -> timeout(context));
            })
        .join();
    System.out.println("end");
  }

  private static SSLServerSocket server(SSLContext context) throws IOException {
    return (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 100, LOOPBACK);
  }

  /** Clients that all shake hands and talk at the same time. */
  private static Object echo(SSLContext context, int clients) throws Exception {
    AtomicLong sum = new AtomicLong();
    try (SSLServerSocket server = server(context)) {
      Thread acceptor =
          startDaemon(
              "acceptor",
              () -> {
                for (int i = 0; i < clients; i++) {
                  Socket socket = server.accept();
                  startDaemon(
                      "echo-" + i,
                      () -> {
                        try (socket) {
                          byte[] buffer = new byte[5_000];
                          InputStream in = socket.getInputStream();
                          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            socket.getOutputStream().write(buffer, 0, n);
                          }
                        }
                      });
                }
              });
      Thread[] threads = new Thread[clients];
      for (int i = 0; i < clients; i++) {
        int number = i;
        threads[i] =
            startDaemon(
                "client-" + i,
                () -> {
                  try (SSLSocket socket = connect(context, server)) {
                    byte[] sent = new byte[20_000];
                    for (int round = 1; round <= 3; round++) {
                      socket.getOutputStream().write(sent);
                      byte[] back = socket.getInputStream().readNBytes(sent.length);
                      sum.addAndGet(number + back.length);
                    }
                  }
                });
      }
      join(threads);
      join(acceptor);
    }
    return sum;
  }

  private static SSLSocket connect(SSLContext context, SSLServerSocket server) throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, server.getLocalPort());
  }

  private static Object badCertificate(SSLContext context, SSLContext other) throws Exception {
    String[] seen = new String[2];
    try (SSLServerSocket server = server(context)) {
      Thread thread =
          startDaemon(
              "server",
              () -> {
                try (Socket socket = server.accept()) {
                  seen[0] = "read " + socket.getInputStream().read();
                } catch (SSLException e) {
                  seen[0] = Steps.describe(e);
                }
              });
      try (SSLSocket client = connect(other, server)) {
        client.startHandshake();
        seen[1] = "connected";
      } catch (SSLException e) {
        seen[1] = Steps.describe(e);
      }
      join(thread);
    }
    return seen[0] + ", " + seen[1];
  }

  private static Object noTls(SSLContext context) throws Exception {
    String[] seen = new String[1];
    try (SSLServerSocket server = server(context)) {
      Thread thread =
          startDaemon(
              "server",
              () -> {
                try (Socket socket = server.accept()) {
                  seen[0] = "read " + socket.getInputStream().read();
                } catch (SSLException e) {
                  seen[0] = Steps.describe(e);
                }
              });
      try (Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
        client
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        join(thread);
      }
    }
    return seen[0];
  }

  private static Object timeout(SSLContext context) throws Exception {
    try (SSLServerSocket server = server(context)) {
      Thread thread =
          startDaemon(
              "server",
              () -> {
                try (Socket socket = server.accept()) {
                  int first = socket.getInputStream().read();
                  socket.getInputStream().read();
                  socket.getOutputStream().write(first);
                }
              });
      try (SSLSocket client = connect(context, server)) {
        client.getOutputStream().write(3);
        client.setSoTimeout(50);
        String outcome;
        try {
          outcome = "read " + client.getInputStream().read();
        } catch (IOException e) {
          outcome = Steps.describe(e);
        }
        client.setSoTimeout(0);
        client.getOutputStream().write(4);
        outcome += ", then " + client.getInputStream().read();
        join(thread);
        return outcome;
      }
    }
  }
}
