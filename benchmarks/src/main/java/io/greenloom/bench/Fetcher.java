package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches many URLs at once, each with a blocking socket on a thread of its own, as often as it is
 * told to. Knows nothing of Greenloom. Prints one line of {@code key=value} pairs about the passes
 * behind the warm-up.
 */
public final class Fetcher {
  private static final String STATUS = "HTTP/1.1 200 ";

  /** More than a response has. */
  private static final int BUFFER = 2_048;

  private final ThreadSource source;
  private final int port;
  private final int urls;
  private final PeakThreads peakThreads = new PeakThreads();
  private final AtomicInteger errors = new AtomicInteger();

  private Fetcher(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.port = options.number("--port");
    this.urls = options.number("--urls");
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --port P --urls N --warmup PASSES --passes N}
   * @throws InterruptedException never
   * @throws IOException if Linux does not tell about this process
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    Fetcher program = new Fetcher(options);
    for (int i = options.number("--warmup"); i > 0; i--) {
      program.pass();
    }
    long pid = ProcessHandle.current().pid();
    int passes = options.number("--passes");
    long nanos = 0;
    long cpuMicros = 0;
    for (int i = 0; i < passes; i++) {
      System.gc(); // which is not to happen while all wait
      long before = ProcessSample.of(pid).cpuMicros();
      long start = System.nanoTime();
      program.pass();
      nanos += System.nanoTime() - start;
      cpuMicros += ProcessSample.of(pid).cpuMicros() - before;
    }
    System.out.printf(
        "kind=%s wall_ms=%.1f cpu_ms=%.1f os_threads=%d rss_kib=%d errors=%d%n",
        program.source.kind(),
        nanos / 1e6 / passes,
        cpuMicros / 1e3 / passes,
        program.peakThreads.peak(),
        ProcessSample.of(pid).rssKib(),
        program.errors.get());
  }

  private void pass() throws InterruptedException, IOException {
    Thread[] threads = new Thread[urls];
    for (int i = 0; i < urls; i++) {
      int number = i;
      threads[i] = source.unstarted(() -> fetch(number));
      threads[i].start();
    }
    peakThreads.join(threads);
  }

  private void fetch(int number) {
    String request = "GET /" + number + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      require(readAll(socket.getInputStream()));
    } catch (IOException e) {
      if (errors.incrementAndGet() == 1) {
        System.err.println("Fetcher: the first error was " + e);
      }
    }
  }

  private static String readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int filled = 0;
    int read;
    while ((read = in.read(buffer, filled, BUFFER - filled)) > 0) {
      filled += read;
    }
    return new String(buffer, 0, filled, US_ASCII);
  }

  /** Its length has to be what it says, and its status 200. */
  private static void require(String response) throws IOException {
    int body = response.indexOf("\r\n\r\n") + 4;
    String length = "\r\nContent-Length: " + (response.length() - body) + "\r\n";
    if (!response.startsWith(STATUS) || !response.contains(length)) {
      throw new IOException("not a whole response with status 200: " + response);
    }
  }
}
