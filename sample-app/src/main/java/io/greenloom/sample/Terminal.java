package io.greenloom.sample;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a person is watching. */
final class Terminal {

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Returns whether standard input, output and, where it can be told, error are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // it is null in a pipe, on JDK 25 too
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal() && isStderrTerminal();
  }

  // Console looks at standard input and output only.
  private static boolean isStderrTerminal() {
    try {
      String target = Files.readSymbolicLink(STDERR).toString();
      return target.startsWith("/dev/") && !target.equals("/dev/null");
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }
}
