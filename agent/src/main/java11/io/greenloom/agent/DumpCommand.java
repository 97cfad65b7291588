package io.greenloom.agent;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Prints the dump of another JVM of the same user. It attaches and gives the VM's own command for
 * thread dumps, with a file to which none can be written; Greenloom, if it is there, answers in the
 * VM's place. Nothing is loaded there, and nothing is left behind.
 */
final class DumpCommand {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final int PATIENCE_SECONDS = 90;

  /** What the bridge's class {@code GreenloomManagement} knows. */
  private static final String OUR_DUMP = "/dev/null/greenloom";

  // first lines of Greenloom's answers

  private static final String DUMP = "greenloom dump\n";
  private static final String FAILURE = "greenloom failure\n";

  private DumpCommand() {}

  /** Runs the command; returns its exit code. */
  static int run(String[] args) {
    try {
      System.out.print(patiently(pid(args)));
      System.out.flush();
      return 0;
    } catch (CommandException e) {
      System.err.println("greenloom: " + e.getMessage());
      return e.exitCode();
    }
  }

  private static long pid(String[] args) throws CommandException {
    if (args.length != 2) {
      throw new CommandException(
          WRONG_USE, "dump takes the id of one process, such as 'dump 4711'; jps lists JVMs");
    }
    try {
      return Long.parseLong(args[1]);
    } catch (NumberFormatException e) {
      throw new CommandException(
          WRONG_USE, "'" + args[1] + "' is not the id of a process, a number; jps lists JVMs");
    }
  }

  /** On a thread of its own: a JVM in trouble may accept a connection and never answer. */
  private static String patiently(long pid) throws CommandException {
    FutureTask<String> task = new FutureTask<>(() -> dump(pid));
    Thread thread = new Thread(task, "dump");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " has not answered within "
              + PATIENCE_SECONDS
              + " s: it is stopped, or busy with what another tool has asked it for; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(FAILED, "interrupted");
    } catch (ExecutionException e) {
      throw failure(pid, e.getCause() != null ? e.getCause() : e);
    }
  }

  private static CommandException failure(long pid, Throwable cause) {
    if (cause instanceof CommandException) {
      return (CommandException) cause;
    }
    if (cause instanceof LinkageError) {
      return new CommandException(
          FAILED,
          "this Java runtime, "
              + System.getProperty("java.home")
              + ", cannot attach to others ("
              + cause
              + "): use the java of a JDK");
    }
    return new CommandException(FAILED, "JVM " + pid + " cannot be asked: " + cause);
  }

  private static String dump(long pid) throws Exception {
    Target.requireJvm(pid);
    VirtualMachine machine = attach(pid);
    try {
      return dumpIn(pid, ask(machine));
    } finally {
      machine.detach();
    }
  }

  private static VirtualMachine attach(long pid) throws CommandException {
    try {
      return VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException | IOException e) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " does not let itself be attached to ("
              + e.getMessage()
              + "): run this as the user that runs it, and it without -XX:+DisableAttachMechanism");
    }
  }

  /** Returns what the JVM answers, nothing if it does not know the question. */
  private static String ask(VirtualMachine machine) throws Exception {
    try (InputStream answer =
        (InputStream)
            machine
                .getClass()
                .getMethod("executeJCmd", String.class)
                .invoke(machine, "Thread.dump_to_file " + OUR_DUMP)) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof AttachOperationFailedException) {
        return "";
      }
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static String dumpIn(long pid, String answer) throws CommandException {
    if (answer.startsWith(DUMP)) {
      return answer.substring(DUMP.length());
    }
    if (answer.startsWith(FAILURE)) {
      throw new CommandException(
          FAILED,
          "the dump of JVM "
              + pid
              + " failed there ("
              + answer.substring(FAILURE.length())
              + "): try again");
    }
    throw new CommandException(
        FAILED,
        "JVM "
            + pid
            + " runs without Greenloom, or with a version that cannot be asked: start it with"
            + " -javaagent:greenloom-agent.jar");
  }
}
