package io.greenloom.agent;

/** Ends a command. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * Creates it.
   *
   * @param exitCode of the command
   * @param sentence for the user: what, which, and what to do
   */
  CommandException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
