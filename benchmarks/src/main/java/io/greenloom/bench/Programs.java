package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** Runs other programs. */
final class Programs {
  private Programs() {}

  /** Starts a program whose output and errors are one stream. */
  static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Returns all that a program prints until it ends. */
  static String read(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  /** Runs a program and returns what it has printed. */
  static String output(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = read(process);
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }
}
