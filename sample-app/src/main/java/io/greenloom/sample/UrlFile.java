package io.greenloom.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a list of URLs: one a line, blank lines and lines that start with # left out. */
final class UrlFile {

  private UrlFile() {}

  /** Reads the file {@code name}, or standard input if it is {@code -}. */
  static List<String> read(String name) throws IOException {
    if (name.equals("-")) {
      return parse(System.in);
    }
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      return parse(in);
    }
  }

  /** Reads {@code in} to its end as UTF-8, with or without a byte-order mark. */
  static List<String> parse(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    return reader.readAllLines().stream()
        .map(line -> line.replace("\ufeff", "").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
