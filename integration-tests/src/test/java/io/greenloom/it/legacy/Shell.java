package io.greenloom.it.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Starts shell scripts. */
final class Shell {
  private Shell() {}

  /** Starts a script; the arguments are its {@code $0}, {@code $1} and so on. */
  static Process start(String script, String... args) throws IOException {
    return builder(script, args).start();
  }

  static ProcessBuilder builder(String script, String... args) {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
    builder.command().addAll(List.of(args));
    return builder;
  }

  /** Runs a script and returns what it prints. */
  static String run(String script, String... args) throws IOException, InterruptedException {
    Process process = start(script, args);
    String printed = text(process.getInputStream());
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IOException(script + ": exit code " + exitCode);
    }
    return printed;
  }

  /** All that comes, without white space around. */
  static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
