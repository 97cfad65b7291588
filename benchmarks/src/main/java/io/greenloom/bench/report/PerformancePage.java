package io.greenloom.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Writes {@code docs/performance.md} and its charts from the results that there are. The same
 * results give the same files.
 */
public final class PerformancePage {
  private static final String HEAD =
      """
      # Performance

      `benchmarks/compare` writes this page from what it has measured; changes belong there. \
      What profiles have shown is told in [performance-notes.md](performance-notes.md), how each \
      number is measured and what the variants are in [the README of the benchmarks](../benchmarks/README.md).

      """;

  private final Path results;

  private PerformancePage(Path results) {
    this.results = results;
  }

  /**
   * Writes the page, or prints a table.
   *
   * @param args {@code page RESULTS DOCS MACHINE}: the folder of the results files, the folder of
   *     the page, and a sentence about the machine; {@code table RESULTS WORKLOAD}; or {@code
   *     bounds RESULTS}, those of the API
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    PerformancePage page = new PerformancePage(Path.of(args[1]));
    switch (args[0]) {
      case "page" -> page.write(Path.of(args[2]), args[3]);
      case "table" -> page.print(args[2]);
      case "bounds" -> print(Bound.table(Bound.ofApi(page.results)));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private void print(String workload) throws IOException {
    Section section = Section.valueOf(workload.toUpperCase(Locale.ROOT).replace('-', '_'));
    print(section.table(section.results(results)));
  }

  private static void print(Table table) {
    // The text has letters that are not in ASCII, whatever the terminal's encoding is.
    new PrintStream(System.out, true, UTF_8).print(table);
  }

  private void write(Path docs, String machine) throws IOException {
    Path charts = docs.resolve("performance");
    Files.createDirectories(charts);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(charts, "*.svg")) {
      for (Path chart : old) {
        Files.delete(chart);
      }
    }
    StringBuilder sections = new StringBuilder();
    Instant time = Instant.EPOCH;
    for (Section section : Section.values()) {
      Results runs = section.results(results);
      time = runs.time().isAfter(time) ? runs.time() : time;
      sections.append(section.markdown(runs, charts, "performance"));
    }
    String page =
        HEAD
            + "Measured on %s, %s.\n\n"
                .formatted(LocalDate.ofInstant(time, ZoneOffset.UTC), machine)
            + "All of it again: `benchmarks/compare`. The page only: `benchmarks/compare --render`."
            + " Numbers are medians of the rounds. What is compared is compared within each round:"
            + " the median of these ratios, and in parentheses the smallest and the largest"
            + " one.\n\n"
            + "## Bounds\n\n"
            + Bound.table(Bound.all(results))
            + "\n"
            + sections.toString().stripTrailing()
            + "\n";
    Files.writeString(docs.resolve("performance.md"), page);
  }
}
