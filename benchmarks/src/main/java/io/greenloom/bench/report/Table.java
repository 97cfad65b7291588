package io.greenloom.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  /** Begins with the headings; all columns but the first ones hold numbers. */
  Table(int texts, List<String> headings) {
    row(headings);
    List<String> rule = new ArrayList<>(Collections.nCopies(texts, "---"));
    rule.addAll(Collections.nCopies(headings.size() - texts, "---:"));
    row(rule);
  }

  void row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }

  /** Makes the table of all runs: a row for each variant of each group. */
  static Table of(Results results, String base) {
    List<Column> columns = Column.in(results);
    boolean connections = !results.values("connections").equals(List.of(""));
    List<String> headings = new ArrayList<>();
    headings.add(connections ? "connections" : "what");
    headings.add("variant");
    for (Column column : columns) {
      headings.add(column.title());
      if (column.ratio()) {
        headings.add("to `" + base + "`");
      }
    }
    Table table = new Table(2, headings);
    results
        .groups()
        .forEach(group -> {
          String name = nameOf(group);
          for (String variant : group.variants()) {
            table.row(cells(group, name, variant, base, columns));
            name = "";
          }
        });
    return table;
  }

  /** Tells what the runs of a group have in common. */
  static String nameOf(Results group) {
    Run first = group.runs().getFirst();
    return first.number("connections").isPresent()
        ? String.format(Locale.ROOT, "%,.0f", first.number("connections").getAsDouble())
        : first.text("workload");
  }

  private static List<String> cells(
      Results group, String name, String variant, String base, List<Column> columns) {
    List<String> cells = new ArrayList<>();
    cells.add(name);
    cells.add("`" + variant + "`");
    for (Column column : columns) {
      cells.add(column.text(group, variant));
      if (column.ratio()) {
        cells.add(variant.equals(base) ? "" : column.ratioText(group, variant, base));
      }
    }
    return cells;
  }
}
