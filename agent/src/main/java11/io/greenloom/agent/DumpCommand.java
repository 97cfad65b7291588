package io.greenloom.agent;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Prints the dump of another JVM of the same user. It has that JVM start its local management
 * agent, which listens on the loopback interface for this user only, and asks the MBean there.
 */
final class DumpCommand {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final int PATIENCE_SECONDS = 90;
  private static final String BEAN = "io.greenloom:type=Hub";

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
              + " s; 'jcmd "
              + pid
              + " Thread.dump_to_file <file>' may get through to it");
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

  @SuppressWarnings("BanJNDI") // the address is from a JVM that this user runs
  private static String dump(long pid) throws Exception {
    Target.requireJvm(pid);
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address(pid)))) {
      return (String)
          connector
              .getMBeanServerConnection()
              .invoke(new ObjectName(BEAN), "dump", new Object[0], new String[0]);
    } catch (InstanceNotFoundException e) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " runs without Greenloom, or without the module java.management: start it with"
              + " -javaagent:greenloom-agent.jar");
    } catch (JMException e) {
      throw new CommandException(
          FAILED, "the dump of JVM " + pid + " failed there (" + e.getCause() + "): try again");
    }
  }

  /** Has the JVM start its management agent, unless it has one, and returns where that listens. */
  private static String address(long pid) throws CommandException, IOException {
    VirtualMachine machine;
    try {
      machine = VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException | IOException e) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " does not let itself be attached to ("
              + e.getMessage()
              + "): run this as the user that runs it, and it without -XX:+DisableAttachMechanism");
    }
    try {
      return machine.startLocalManagementAgent();
    } catch (IOException e) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " has no management agent ("
              + e.getMessage()
              + "): its Java runtime needs the module jdk.management.agent");
    } finally {
      machine.detach();
    }
  }
}
