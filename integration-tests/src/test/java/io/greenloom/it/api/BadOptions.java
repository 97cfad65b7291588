package io.greenloom.it.api;

import io.greenloom.Monkey;
import io.greenloom.PatchOptions;

/** Asks for what there is not. */
public final class BadOptions {
  private BadOptions() {}

  /** Runs the program. */
  public static void main(String[] args) {
    print(() -> PatchOptions.all().with("hubz", "1"));
    print(() -> PatchOptions.all().with("hubs", "0"));
    print(() -> PatchOptions.all().with("dns", "no"));
    System.out.println("patched: " + Monkey.isAnythingPatched());
    print(() -> Monkey.patchAll(PatchOptions.all().with("enabled", "false")));
    print(Monkey::patchAll);
  }

  private static void print(Runnable call) {
    try {
      call.run();
      System.out.println("accepted");
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.out.println(String.valueOf(e.getMessage()).replaceFirst("(?<=\\?) Known are: .*", ""));
    }
  }
}
