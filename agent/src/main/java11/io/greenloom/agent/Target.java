package io.greenloom.agent;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Looks whether a process is a JVM before it is attached to. On Linux attaching begins with a
 * signal, which would end a process that does not expect it, and the attach API of older JDKs does
 * not look.
 */
final class Target {
  private static final int FAILED = 1;

  /** SIGQUIT in the masks of {@code /proc/<pid>/status}. */
  private static final long QUIT = 1 << (3 - 1);

  private Target() {}

  static void requireJvm(long pid) throws CommandException {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() ->
                new CommandException(FAILED, "there is no process " + pid + "; jps lists JVMs"));
    requireSameUser(process);
    Path folder = Path.of("/proc", Long.toString(pid));
    if (!hasJvm(folder) && !isListed(pid)) {
      String command = process.info().command().map(name -> " (" + name + ")").orElse("");
      throw new CommandException(
          FAILED, "process " + pid + command + " is not a JVM; jps lists those that are");
    }
    if (Files.isReadable(folder.resolve("status")) && !catchesQuit(folder)) {
      throw new CommandException(
          FAILED,
          "JVM "
              + pid
              + " does not handle SIGQUIT, by which it is attached to: run it without -Xrs, or if"
              + " it has just started, try again");
    }
  }

  private static void requireSameUser(ProcessHandle process) throws CommandException {
    String self = ProcessHandle.current().info().user().orElse("");
    String owner = process.info().user().orElse(self);
    if (!owner.equals(self) && !self.equals("root")) {
      throw new CommandException(
          FAILED,
          "process "
              + process.pid()
              + " belongs to user '"
              + owner
              + "' and this is '"
              + self
              + "': run this command as '"
              + owner
              + "'");
    }
  }

  private static boolean hasJvm(Path folder) {
    return lines(folder.resolve("maps")).anyMatch(line -> line.contains("/libjvm.so"));
  }

  private static boolean catchesQuit(Path folder) {
    String name = "SigCgt:";
    return lines(folder.resolve("status"))
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseUnsignedLong(line.substring(name.length()).strip(), 16))
        .allMatch(mask -> (mask & QUIT) != 0);
  }

  /** None if the process has just ended. */
  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean isListed(long pid) {
    String id = Long.toString(pid);
    return VirtualMachine.list().stream().anyMatch(machine -> machine.id().equals(id));
  }
}
