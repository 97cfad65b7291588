package io.greenloom.sample.example;

import java.util.Locale;

/** Runs from its creation; its text is the time since then. */
final class Stopwatch {
  private final long start = System.nanoTime();

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - start) / 1e9);
  }
}
