package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;

/** Does the same for each line of input: asks an old thread, and a new one. */
public final class WaitsForAttach {
  private WaitsForAttach() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    LinkedBlockingQueue<String> questions = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    Thread[] self = new Thread[1];
    self[0] =
        startDaemon(
            "old",
            () -> {
              for (String question = questions.take(); ; question = questions.take()) {
                Thread.sleep(1);
                answers.put(question + (Thread.currentThread() == self[0]));
              }
            });
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      questions.put("old ");
      System.out.println(line + " " + answers.take());
      boolean[] found = new boolean[1];
      join(startDaemon("new-probe", () -> found[0] = Hello.hasThread("new-probe")));
      System.out.println(line + " new " + (found[0] ? "platform" : "green"));
    }
  }
}
