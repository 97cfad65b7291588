package io.greenloom.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the threads of a JVM are doing, virtual ones included. */
final class ThreadDump {
  private static final int PATIENCE_SECONDS = 10;

  private ThreadDump() {}

  static String of(long pid) {
    try {
      Path file = Files.createTempFile("threads", ".txt");
      try {
        String platform = jcmd(pid, "Thread.print");
        jcmd(pid, "Thread.dump_to_file", "-overwrite", file.toString());
        return platform + "\n" + Files.readString(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return "no thread dump: " + e;
    }
  }

  private static String jcmd(long pid, String... arguments) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Path output = Files.createTempFile("jcmd", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(tool.toString(), String.valueOf(pid));
      builder.command().addAll(java.util.List.of(arguments));
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return Files.readString(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      Files.delete(output);
    }
  }
}
