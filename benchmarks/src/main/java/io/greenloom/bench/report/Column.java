package io.greenloom.bench.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A column of a table: how a number of the results is shown.
 *
 * @param key the number's name in the results
 * @param scale what it is multiplied with
 * @param decimals digits behind the point
 * @param ratio whether a column behind it compares it with the base
 */
record Column(String key, String title, double scale, int decimals, boolean ratio) {
  private static final List<Column> KNOWN =
      List.of(
          new Column("ns_per_op", "ns per operation", 1, 1, true),
          new Column("bytes_per_op", "bytes per operation", 1, 1, false),
          new Column("rss_bytes_per_idle", "RSS, bytes per connection", 1, 0, true),
          new Column("heap_bytes_per_idle", "of it heap", 1, 0, false),
          new Column("cpu_us_per_request", "CPU µs per request", 1, 2, true),
          new Column("cpu_us_per_op", "CPU µs per operation", 1, 2, true),
          new Column("us_per_op", "µs per operation", 1, 2, true),
          new Column("wall_ms", "wall ms", 1, 0, true),
          new Column("cpu_ms", "CPU ms", 1, 0, true),
          new Column("jvm_ms", "JVM, wall ms", 1, 0, true),
          new Column("jvm_cpu_ms", "JVM, CPU ms", 1, 0, true),
          new Column("requests_per_s", "requests per s", 1, 0, true),
          new Column("p50_us", "p50 ms", 1e-3, 2, false),
          new Column("p99_us", "p99 ms", 1e-3, 2, true),
          new Column("p999_us", "p99.9 ms", 1e-3, 2, false),
          new Column("p50_ms", "p50 ms", 1, 2, false),
          new Column("p99_ms", "p99 ms", 1, 2, false),
          new Column("p999_ms", "p99.9 ms", 1, 2, false),
          new Column("max_ms", "max ms", 1, 1, false),
          new Column("switches_per_request", "context switches per request", 1, 3, false),
          new Column("syscalls_per_request", "system calls per request", 1, 2, false),
          new Column("rss_kib", "RSS MB", 1.0 / 1024, 0, false),
          new Column("rss_mb", "RSS MB", 1, 0, false),
          new Column("threads", "OS threads", 1, 0, false),
          new Column("os_threads", "OS threads", 1, 0, false),
          new Column("early", "woke early", 1, 0, false),
          new Column("late_p99_us", "client late, p99 µs", 1, 0, false),
          new Column("server_cpu_percent", "server %", 1, 0, false),
          new Column("generator_cpu_percent", "client %", 1, 0, false),
          new Column("other_cpu_percent", "others %", 1, 0, false),
          new Column("errors", "errors", 1, 0, false),
          new Column("failed", "failed runs", 1, 0, false));

  /** What tells runs apart, and what the table says otherwise. */
  private static final Set<String> HIDDEN =
      Set.of(
          "workload",
          "connections",
          "variant",
          "round",
          "pass",
          "kind",
          "blocked_ms",
          "requests",
          "max_us",
          "rate");

  private static final Set<String> SUMMED = Set.of("errors", "failed");

  static Column of(String key) {
    return KNOWN.stream()
        .filter(column -> column.key.equals(key))
        .findFirst()
        .orElseGet(() -> new Column(key, key.replace('_', ' '), 1, 2, false));
  }

  /** Returns a column for each number that there is in the results. */
  static List<Column> in(Results results) {
    Set<String> there = new LinkedHashSet<>(results.numbers());
    there.removeAll(HIDDEN);
    Stream<Column> known = KNOWN.stream().filter(column -> there.contains(column.key));
    Stream<Column> unknown =
        there.stream().map(Column::of).filter(column -> !KNOWN.contains(column));
    return Stream.concat(known, unknown).toList();
  }

  /** Returns the median over the rounds, or the sum of what is counted. */
  String text(Results results, String variant) {
    return results.spread(variant, key).map(this::text).orElse("");
  }

  private String text(Spread spread) {
    return format(SUMMED.contains(key) ? spread.sum() : spread.median());
  }

  String ratioText(Results results, String variant, String base) {
    Optional<Spread> ratio = results.ratio(variant, base, key);
    return ratio.map(Column::ratioText).orElse("");
  }

  static String ratioText(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", spread.median(), spread.least(), spread.most());
  }

  private String format(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value * scale);
  }
}
