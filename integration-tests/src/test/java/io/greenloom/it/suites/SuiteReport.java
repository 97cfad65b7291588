package io.greenloom.it.suites;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The difference that the agent makes, as a table. */
final class SuiteReport {
  private final List<Comparison> comparisons = new ArrayList<>();

  void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  String text() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        format("suite", "version", "agent", "tests", "passed", "failed", "lost", "seconds"));
    for (Comparison comparison : comparisons) {
      text.append(row(comparison, comparison.plain(), "-"));
      for (SuiteRun run : comparison.green()) {
        text.append(row(comparison, run, comparison.lost(run)));
      }
      text.append(comparison.details());
    }
    return text.toString();
  }

  private static String row(Comparison comparison, SuiteRun run, Object lost) throws IOException {
    Suite suite = comparison.suite();
    return format(
        suite.name(),
        suite.version(),
        run.label(),
        run.count(Outcome.values()),
        run.count(Outcome.PASSED),
        run.count(Outcome.FAILED, Outcome.STARTED),
        lost,
        run.wall().toSeconds());
  }

  private static String format(Object... columns) {
    return String.format(Locale.ROOT, "%-14s %-12s %-17s %6s %7s %7s %6s %8s%n", columns);
  }
}
