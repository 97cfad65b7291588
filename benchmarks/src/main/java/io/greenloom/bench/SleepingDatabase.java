package io.greenloom.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A JDBC driver whose updates only sleep, and which counts. */
final class SleepingDatabase {
  private final int millis;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger updates = new AtomicInteger();

  SleepingDatabase(int millis) {
    this.millis = millis;
  }

  /** Returns how many connections there have ever been. */
  int connections() {
    return connections.get();
  }

  int updates() {
    return updates.get();
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (proxy, method, args) ->
            method.getName().equals("getConnection")
                ? connection()
                : nothing(method.getReturnType()));
  }

  private Connection connection() {
    connections.incrementAndGet();
    AtomicBoolean busy = new AtomicBoolean();
    return proxy(
        Connection.class,
        (proxy, method, args) ->
            switch (method.getName()) {
              case "createStatement" -> statement(busy);
              case "isValid" -> true;
              default -> nothing(method.getReturnType());
            });
  }

  private Statement statement(AtomicBoolean busy) {
    return proxy(
        Statement.class,
        (proxy, method, args) ->
            method.getName().equals("executeUpdate")
                ? update(busy)
                : nothing(method.getReturnType()));
  }

  private int update(AtomicBoolean busy) throws InterruptedException, SQLException {
    if (busy.getAndSet(true)) {
      throw new SQLException("two threads use one connection");
    }
    TimeUnit.MILLISECONDS.sleep(millis);
    busy.set(false);
    return updates.incrementAndGet();
  }

  /** Returns what a method returns that has nothing to say. */
  private static @Nullable Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    return type == int.class ? 0 : null;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
