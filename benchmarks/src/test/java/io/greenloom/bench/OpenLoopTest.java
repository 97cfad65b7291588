package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a server that stands still is found out. */
class OpenLoopTest {
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK".getBytes(US_ASCII);
  private static final int STALL_MILLIS = 500;
  private static final int STALLING = 20;
  private static final int REQUEST_LENGTH = 35;

  private final AtomicInteger requests = new AtomicInteger();
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void timesCountFromWhenRequestsWereDue() throws IOException {
    try (LoadClient client = new LoadClient(listener.getLocalPort(), null)) {
      OpenLoop schedule = new OpenLoop(client.connect(1), 100, Duration.ofSeconds(1));
      client.takeLatencies();
      client.run(schedule);
      Latencies latencies = client.takeLatencies();
      assertThat(client.errors()).isZero();
      assertThat(latencies.count()).isEqualTo(100);
      assertThat(latencies.maximum()).isGreaterThan(millis(STALL_MILLIS));
      // Half of the requests are due while the server stands still, and half of these for at least
      // half of the time.
      assertThat(latencies.percentile(0.8)).isGreaterThan(millis(STALL_MILLIS) / 4);
    }
  }

  private static long millis(int count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // The listener is closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      while (socket.getInputStream().readNBytes(REQUEST_LENGTH).length == REQUEST_LENGTH) {
        if (requests.incrementAndGet() == STALLING) {
          TimeUnit.MILLISECONDS.sleep(STALL_MILLIS);
        }
        socket.getOutputStream().write(RESPONSE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
