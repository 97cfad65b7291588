package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;

/** What a server does for one request, on the thread of the request's connection. */
@FunctionalInterface
interface Service {
  /** Returns the whole response, which is the same each time. */
  byte[] respond() throws IOException, InterruptedException;

  /** Answers at once. */
  static Service echo() {
    byte[] response = ok("Hello, World!".getBytes(US_ASCII));
    return () -> response;
  }

  /** Calls a backend five times, one call after the other, and returns what the last one said. */
  static Service fanOut(BackendPool pool) {
    byte[] question = "what the others have".getBytes(US_ASCII);
    return () -> {
      byte[] answer = pool.call(question);
      for (int i = 1; i < 5; i++) {
        answer = pool.call(question);
      }
      return ok(answer);
    };
  }

  /** Asks a database for a row and returns it. */
  static Service query(BackendPool pool) {
    byte[] statement = "SELECT id, randomNumber FROM World WHERE id = 4711".getBytes(US_ASCII);
    return () -> ok(pool.call(statement));
  }

  private static byte[] ok(byte[] body) {
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII);
    byte[] response = new byte[head.length + body.length];
    System.arraycopy(head, 0, response, 0, head.length);
    System.arraycopy(body, 0, response, head.length, body.length);
    return response;
  }
}
