package io.greenloom.sample;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs a command line so that every error is one sentence: exit code 2 for usage, 1 for others. */
final class Cli {

  private Cli() {}

  /** Runs {@code command} with {@code args} and returns the exit code. */
  static int execute(Object command, String... args) {
    return new CommandLine(command)
        .setParameterExceptionHandler(Cli::usageError)
        .setExecutionExceptionHandler((failure, line, parsed) -> {
          complain(line, Failures.describe(failure));
          return CommandLine.ExitCode.SOFTWARE;
        })
        .execute(args);
  }

  private static int usageError(ParameterException failure, String... args) {
    CommandLine line = failure.getCommandLine();
    complain(line, String.valueOf(failure.getMessage()));
    line.getErr().println("Try '" + line.getCommandName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static void complain(CommandLine line, String sentence) {
    line.getErr().println(line.getCommandName() + ": " + sentence);
  }
}
