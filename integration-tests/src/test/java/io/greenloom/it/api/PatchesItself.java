package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchReport;
import io.greenloom.it.legacy.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Calls patchAll, twice, and uses greenlets; says what is refused. */
public final class PatchesItself {
  private PatchesItself() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    System.out.println("patched before: " + Monkey.isPatched(PatchArea.SOCKET));
    if (Monkey.report() == null) {
      try {
        Greenlet<?> ignored = Greenlet.spawn(() -> System.out.println("ran"));
      } catch (IllegalStateException e) {
        System.out.println("spawn: " + e.getMessage());
      }
    }
    try {
      PatchReport report = Monkey.patchAll();
      System.out.println("patched after: " + Monkey.isPatched(PatchArea.SOCKET));
      System.out.println("again: " + report.equals(Monkey.patchAll()));
      System.out.println("hubs: " + report.hubs());
      System.out.println("version: " + report.version());
      greenlets();
    } catch (IllegalStateException e) {
      System.out.println("refused: " + e.getMessage());
    }
    Hello.main(args);
  }

  private static void greenlets() throws Exception {
    StringBuilder order = new StringBuilder(); // greenlets run one at a time
    List<Greenlet<String>> greenlets = new ArrayList<>();
    for (int i = 3; i > 0; i--) {
      int number = i;
      greenlets.add(
          Greenlet.spawn(() -> {
            order.append("begin").append(number).append(' ');
            Thread.sleep(100L * number);
            order.append("end").append(number).append(' ');
            return "result " + number;
          }));
    }
    List<Greenlet<String>> ended = Greenlet.joinAll(greenlets, Duration.ofSeconds(20));
    System.out.println(order.toString().strip() + " " + ended.getFirst().get());
  }
}
