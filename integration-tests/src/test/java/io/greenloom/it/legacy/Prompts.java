package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Ticker.ticking;

import java.io.Console;

/** Asks a human, who takes his time, at a terminal. */
@SuppressWarnings("SystemConsoleNull") // it does where the JDK has no other console than a terminal
public final class Prompts {
  private Prompts() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      System.out.println("no terminal");
      return;
    }
    ticking("line", () -> console.readLine("waiting for input%n"));
    ticking("password", () -> new String(console.readPassword("waiting for more%n")));
  }
}
