package io.greenloom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * Many threads that share the few connections of a Jedis client. Prints one line of {@code
 * key=value} pairs about how long that took.
 */
public final class RedisUsers {
  private RedisUsers() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --port N --count N --pool N --turns N --limit
   *     SECONDS}: turns of each thread
   * @throws InterruptedException never
   * @throws IOException if the counts do not agree
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    String kind = source.kind();
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(options.number("--pool"));
    config.setMaxIdle(options.number("--pool"));
    try (RedisClient client =
        RedisClient.builder()
            .hostAndPort("127.0.0.1", options.number("--port"))
            .poolConfig(config)
            .build()) {
      client.flushAll();
      TurnTakers takers =
          new TurnTakers(
              source,
              options.number("--count"),
              options.number("--turns"),
              Duration.ofSeconds(options.number("--limit")),
              () -> setAndGet(client));
      takers.run();
      if (takers.stuck() + takers.errors() == 0 && takers.turns() != client.dbSize()) {
        throw new IOException(takers.turns() + " turns counted of " + client.dbSize());
      }
      System.out.printf(
          "kind=%s wall_ms=%.0f missing=%d %s%n",
          kind, takers.wallMillis(), takers.missing(), takers.totals());
      takers.endIfStuck();
    }
  }

  private static boolean setAndGet(RedisClient client) {
    String key = UUID.randomUUID().toString();
    client.set(key, "value of " + key);
    String value = client.get(key);
    if (!("value of " + key).equals(value)) {
      throw new IllegalStateException(key + " is " + value);
    }
    return true;
  }
}
