package io.greenloom.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests at a fixed rate, evenly spread over time and connections, however long the responses
 * take. A request that is due while its connection has one under way is sent behind it, and its
 * time counts from when it was due: a server that stands still is not asked less.
 */
final class OpenLoop implements Schedule {
  private final List<Connection> connections;
  private final double gapNanos;
  private final long total;
  private final long start;

  /** How long after its time a request was sent although its connection was free. */
  private final Latencies lateness = new Latencies();

  private long next;

  OpenLoop(List<Connection> connections, int rate, Duration duration) {
    this.connections = connections;
    this.gapNanos = (double) TimeUnit.SECONDS.toNanos(1) / rate;
    this.total = (long) (duration.toNanos() / gapNanos);
    this.start = System.nanoTime();
  }

  Latencies lateness() {
    return lateness;
  }

  @Override
  public boolean sendDue(LoadClient client) {
    long now = System.nanoTime();
    for (long due; next < total && (due = due(next)) <= now; next++) {
      Connection connection = connections.get((int) (next % connections.size()));
      if (connection.underWay) {
        connection.late++;
      } else {
        lateness.record(now - due);
        client.send(connection, due);
        now = System.nanoTime();
      }
    }
    return next < total;
  }

  @Override
  public void onResponse(LoadClient client, Connection connection, long now) {
    if (connection.late > 0) {
      connection.late--;
      client.send(connection, connection.sent + (long) (gapNanos * connections.size()));
    }
  }

  private long due(long request) {
    return start + (long) (request * gapNanos);
  }
}
