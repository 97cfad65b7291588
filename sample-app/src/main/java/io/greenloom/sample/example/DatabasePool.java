package io.greenloom.sample.example;

import io.greenloom.Greenlet;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.tools.Server;
import picocli.CommandLine.Command;

/**
 * gevent's {@code psycopg2_pool.py}: four queries of one second on three database connections take
 * two seconds. The pool is a {@link BlockingQueue}, and the JDBC driver is used as it comes: its
 * sockets wait like any other, and need no callback as Python's driver does.
 *
 * <p>The database is H2, in this process and in memory; the connections to it are real.
 */
@Command(name = "database-pool", description = "Four queries share three JDBC connections.")
final class DatabasePool implements Callable<Integer> {
  private static final int CONNECTIONS = 3;
  private static final int QUERIES = 4;

  private final BlockingQueue<Connection> free = new LinkedBlockingQueue<>();

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    connect("jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:example");
    execute("CREATE ALIAS SLEEP FOR 'java.lang.Thread.sleep(long)'");

    Stopwatch time = new Stopwatch();
    List<Greenlet<Void>> queries = new ArrayList<>();
    for (int number = 1; number <= QUERIES; number++) {
      String name = "query " + number;
      queries.add(
          Greenlet.spawn(
              name,
              () -> {
                execute("CALL SLEEP(1000)");
                System.out.println(name + " done after " + time);
              }));
    }
    Greenlet.joinAll(queries);
    System.out.println("4 queries of 1 s on 3 connections should take about 2 s: " + time);
    for (Connection connection : free) {
      connection.close();
    }
    database.stop();
    return 0;
  }

  private void connect(String url) throws SQLException {
    for (int number = 0; number < CONNECTIONS; number++) {
      free.add(DriverManager.getConnection(url));
    }
  }

  /** Executes a statement as soon as there is a connection for it. */
  private void execute(String sql) throws SQLException, InterruptedException {
    Connection connection = free.take();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } finally {
      free.add(connection);
    }
  }
}
