package io.greenloom.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the mock server, the same embedded in a fetcher and on its own. */
final class ServerOptions {

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      converter = Durations.class,
      description = "Mock server: time from request to answer (default: ${DEFAULT-VALUE}).")
  private Duration latency = Duration.ofMillis(200);

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "10k",
      converter = Sizes.class,
      description = "Mock server: bytes of each answer (default: ${DEFAULT-VALUE}).")
  private int size = 10_240;

  @Option(names = "--tls", description = "Mock server: speak https.")
  private boolean tls;

  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description =
          "Mock server: keep the generated TLS key in FILE and use it again"
              + " (default: a new key each time).")
  private @Nullable Path keystore;

  /** Starts the server on the loopback address; port 0 takes a free one. */
  MockServer start(int port) throws IOException {
    return MockServer.start(port, latency, size, tls ? ServerKey.obtain(keystore) : null);
  }
}
