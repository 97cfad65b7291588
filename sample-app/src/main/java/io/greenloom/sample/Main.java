package io.greenloom.sample;

import io.greenloom.sample.example.Examples;
import java.util.Arrays;

/**
 * What the jar runs: an example if the first argument is the name of one, or {@code example}, which
 * lists them; otherwise the fetcher in its legacy form.
 */
public final class Main {

  /** The name of an example, which no URL and no option looks like. */
  private static final String EXAMPLE = "[a-z]+([-_][a-z]+)*";

  private Main() {}

  /**
   * Runs what the arguments ask for, and exits.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    if (args.length == 0 || !args[0].matches(EXAMPLE)) {
      LegacyFetcher.main(args);
    }
    boolean isList = args[0].equals("example");
    try {
      System.exit(Cli.execute(new Examples(), isList ? tail(args) : args));
    } catch (NoClassDefFoundError e) { // the classes of the API come with the agent
      System.err.println("example: Greenloom is missing: add -javaagent:greenloom-agent.jar");
      System.exit(1);
    }
  }

  private static String[] tail(String... args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }
}
