package io.greenloom.sample.example;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code webpy.py}: a web application with a thread for each request, as frameworks have
 * them, in which one request sleeps for ten seconds and delays no other. Who is asking is kept in a
 * {@link ThreadLocal} and stays with its request. Plain Java, with nothing of Greenloom.
 *
 * <p>Try it with {@code curl http://127.0.0.1:8086/long?name=Ann} and, in another window, {@code
 * curl http://127.0.0.1:8086/?name=Bob}.
 */
@Command(name = "slow-web-handler", description = "A request that sleeps delays no other.")
final class SlowWebHandler implements Callable<Integer> {
  private static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");

  @Option(
      names = "--port",
      defaultValue = "8086",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--delay",
      defaultValue = "10",
      description = "How many seconds /long sleeps (default: ${DEFAULT-VALUE}).")
  private int delay;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Web.serve(port, request -> new Thread(request).start(), this::serve);
    return 0;
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    USER.set(Web.parameter(exchange, "name", "world"));
    switch (exchange.getRequestURI().getPath()) {
      case "/" -> Web.answer(exchange, 200, "Hello, " + USER.get());
      case "/long" -> {
        System.out.println("GET /long");
        Thread.sleep(Duration.ofSeconds(delay));
        Web.answer(exchange, 200, "Hello, " + USER.get() + ", " + delay + " seconds later");
      }
      default -> Web.answer(exchange, 404, "Not Found");
    }
  }
}
