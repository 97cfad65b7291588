package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;

/** Something to set a breakpoint in. */
public final class Debugged {
  private Debugged() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] = start("debugged-" + i, () -> work(number));
      join(threads[i]);
    }
    System.out.println("end of main");
  }

  private static void work(int number) throws InterruptedException {
    String local = "local of " + number;
    Thread.sleep(5);
    breakpoint(local, number);
  }

  private static void breakpoint(String text, int number) {
    int next = number + 1;
    System.out.println(text + ", then " + next);
  }
}
