package io.greenloom.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Threads that share the few connections of a HikariCP pool. Prints one line of {@code key=value}
 * pairs about how many updates each has made, and how often one got no connection in time.
 */
public final class DatabaseUsers {
  private DatabaseUsers() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --count N --pool N --millis N --timeout
   *     MILLISECONDS --seconds N}: milliseconds of an update and seconds of the run
   * @throws InterruptedException never
   * @throws IOException if the counts do not agree
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    ThreadSource source = ThreadSource.of(options.text("--threads"));
    String kind = source.kind();
    SleepingDatabase database = new SleepingDatabase(options.number("--millis"));
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(options.number("--pool"));
    config.setConnectionTimeout(options.number("--timeout"));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      TurnTakers takers =
          new TurnTakers(
              source,
              options.number("--count"),
              Integer.MAX_VALUE,
              Duration.ofSeconds(options.number("--seconds")),
              () -> update(pool));
      takers.run();
      if (takers.stuck() == 0 && takers.turns() != database.updates()) {
        throw new IOException(takers.turns() + " updates counted of " + database.updates());
      }
      if (database.connections() > options.number("--pool")) {
        throw new IOException("the pool has made " + database.connections() + " connections");
      }
      System.out.printf(
          "kind=%s timeouts=%d %s %s%n", kind, takers.inVain(), takers.shares(), takers.totals());
      takers.endIfStuck();
    }
  }

  private static boolean update(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate("update") > 0;
    } catch (SQLTransientConnectionException e) {
      return false;
    }
  }
}
