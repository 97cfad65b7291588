package io.greenloom.bench;

import java.time.Duration;
import java.util.List;

/**
 * A request on each connection, and the next one when the response has come, until the time is up.
 */
final class ClosedLoop implements Schedule {
  private final List<Connection> connections;
  private final long deadline;
  private boolean begun;

  ClosedLoop(List<Connection> connections, Duration duration) {
    this.connections = connections;
    this.deadline = System.nanoTime() + duration.toNanos();
  }

  @Override
  public boolean sendDue(LoadClient client) {
    if (!begun) {
      begun = true;
      for (Connection connection : connections) {
        client.send(connection, System.nanoTime());
      }
    }
    return false;
  }

  @Override
  public void onResponse(LoadClient client, Connection connection, long now) {
    if (now < deadline) {
      client.send(connection, now);
    }
  }
}
