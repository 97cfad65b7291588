package io.greenloom.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the JDK that looks at a running JVM. */
public final class JdkTool {
  private static final int PATIENCE_SECONDS = 60;

  private JdkTool() {}

  /** Runs it to its end and returns its output; it must succeed. */
  public static String run(String tool, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile(tool, ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output);
      if (!ended) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end:\n" + text);
      }
      assertThat(process.exitValue()).as("%s%n%s", command, text).isZero();
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      Files.delete(output);
    }
  }
}
