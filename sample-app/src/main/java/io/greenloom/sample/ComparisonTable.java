package io.greenloom.sample;

import java.util.Locale;
import java.util.OptionalLong;

/** Sets two measurements side by side as text. */
final class ComparisonTable {

  /** Below this, a difference between two single runs means nothing. */
  private static final double NOTEWORTHY = 1.1;

  private ComparisonTable() {}

  /** Returns the table's lines. */
  static String of(Measurement plain, Measurement agent) {
    return String.join(
        "\n",
        row("", "plain JVM", "greenloom agent", ""),
        row(
            "wall time",
            OptionalLong.of(plain.wallMillis()),
            OptionalLong.of(agent.wallMillis()),
            ComparisonTable::seconds,
            "less"),
        row("CPU time", plain.cpuMillis(), agent.cpuMillis(), ComparisonTable::seconds, "less"),
        row(
            "peak OS threads",
            plain.peakThreads(),
            agent.peakThreads(),
            threads -> String.format(Locale.ROOT, "%,d", threads),
            "fewer"),
        row(
            "peak RSS",
            plain.peakRssKilobytes(),
            agent.peakRssKilobytes(),
            kilobytes -> String.format(Locale.ROOT, "%,d MB", kilobytes / 1_024),
            "less"));
  }

  private static String row(
      String name, OptionalLong plain, OptionalLong agent, Unit unit, String smaller) {
    boolean both = plain.isPresent() && agent.isPresent();
    return row(
        name,
        text(plain, unit),
        text(agent, unit),
        both ? ratio(plain.getAsLong(), agent.getAsLong(), smaller) : "");
  }

  private static String row(String name, String plain, String agent, String remark) {
    return String.format(Locale.ROOT, "%-16s%15s%19s   %s", name, plain, agent, remark)
        .stripTrailing();
  }

  private static String text(OptionalLong value, Unit unit) {
    return value.isPresent() ? unit.format(value.getAsLong()) : "n/a";
  }

  private static String ratio(long plain, long agent, String smaller) {
    double factor = (double) Math.max(plain, agent) / Math.max(1, Math.min(plain, agent));
    if (factor < NOTEWORTHY) {
      return "";
    }
    String format = factor < 10 ? "(%.1f x %s)" : "(%.0f x %s)";
    return String.format(Locale.ROOT, format, factor, agent < plain ? smaller : "more");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.2f s", millis / 1e3);
  }

  @FunctionalInterface
  private interface Unit {
    String format(long value);
  }
}
