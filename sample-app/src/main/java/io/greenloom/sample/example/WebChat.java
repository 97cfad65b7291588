package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.greenloom.Event;
import io.greenloom.Greenlet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * gevent's {@code webchat}: whoever asks for messages is answered when there are some, and costs a
 * greenlet while it waits. {@code Event.set(); Event.clear();} is a broadcast: it wakes all who
 * wait at that moment. All requests run on one hub and switch only where they block, so that the
 * list of messages needs no lock, and none is missed between the look at it and the wait.
 *
 * <p>Try it with {@code curl http://127.0.0.1:8000/?after=0} in some windows, and in another {@code
 * curl -d hello http://127.0.0.1:8000/?name=Ann}.
 */
@Command(name = "webchat", description = "A chat for curl, by long polling.")
final class WebChat implements Callable<Integer> {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  @Option(
      names = "--port",
      defaultValue = "8000",
      description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  private final List<String> messages = new ArrayList<>();
  private final Event newMessage = new Event();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Web.serve(
        port,
        request -> {
          Greenlet<?> _ = Greenlet.spawn(request::run);
        },
        this::serve);
    return 0;
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    if (exchange.getRequestMethod().equals("POST")) {
      String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      post(Web.parameter(exchange, "name", "somebody") + ": " + text);
      Web.answer(exchange, 200, "sent");
      return;
    }
    String after = Web.parameter(exchange, "after", "0");
    if (after.matches("\\d{1,9}")) {
      Web.answer(exchange, 200, String.join("\n", updates(Integer.parseInt(after))));
    } else {
      Web.answer(exchange, 400, "after= is the number of messages that you have");
    }
  }

  private void post(String message) {
    messages.add(messages.size() + 1 + " " + message);
    newMessage.set();
    newMessage.clear();
  }

  /** The messages behind the first so many; if there are none yet, waits for one. */
  private List<String> updates(int known) throws InterruptedException {
    if (known >= messages.size()) {
      boolean ignored = newMessage.await(LONGEST_WAIT);
    }
    int from = Math.min(known, messages.size());
    return List.copyOf(messages.subList(from, messages.size()));
  }
}
