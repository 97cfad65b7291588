package io.greenloom.agent;

/**
 * What {@code java -jar greenloom-agent.jar} runs. Compiled for Java 11, because the first java on
 * the path may be an old one.
 */
public final class Main {
  private static final int WRONG_USE = 2;
  private static final String USAGE =
      "Usage: java -jar greenloom-agent.jar dump <pid>\n"
          + "\n"
          + "dump  prints what every hub and every greenlet of the JVM with this process id is"
          + " doing,\n"
          + "      and deadlocks first\n"
          + "\n"
          + "To run an application with Greenloom: java -javaagent:greenloom-agent.jar -jar"
          + " app.jar";

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code: 0, 1 if it failed, 2 if it was called
   * wrongly.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    String command = args.length == 0 ? "" : args[0];
    switch (command) {
      case "dump":
        return DumpCommand.run(args);
      case "help":
      case "--help":
      case "-h":
        System.out.println(USAGE);
        return 0;
      case "":
        System.err.println(USAGE);
        return WRONG_USE;
      default:
        System.err.println(
            "greenloom: there is no command '" + command + "'; 'help' tells what there is");
        return WRONG_USE;
    }
  }
}
