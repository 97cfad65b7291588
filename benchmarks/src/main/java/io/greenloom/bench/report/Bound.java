package io.greenloom.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Greenloom promises about one number.
 *
 * @param what the number
 * @param most whether the limit is the most that is allowed, else the least
 * @param decimals digits behind the point
 * @param measured nothing if it has not been measured
 */
record Bound(
    String what, boolean most, double limit, int decimals, String unit, Optional<Spread> measured) {
  private static final String OURS = "greenloom";
  private static final String GEVENT = "gevent";

  static List<Bound> all(Path folder) throws IOException {
    Results echo = Section.ECHO.results(folder);
    Results thousand = echo.with("connections", "1000");
    Results fifty = echo.with("connections", "50");
    Results latency = Section.LATENCY.results(folder).with("connections", "1000");
    Results fanOut = Section.FANOUT.results(folder);
    Results micro = Section.MICRO.results(folder);
    Results sleepers = Section.SLEEPERS.results(folder).with("workload", "sleepers-10000x10");
    Results startup = Section.STARTUP.results(folder);
    Results idle = Section.IDLE.results(folder).with("connections", "10000");
    String cpu = "cpu_us_per_request";
    String nanos = "ns_per_op";

    List<Bound> bounds = new ArrayList<>();
    bounds.add(
        atMost(
            "CPU per request, 1,000 connections, one core: / `jdk`",
            0.75,
            ratio(thousand, "jdk", cpu)));
    bounds.add(
        atMost(
            "the same / `epoll-c`, a bare epoll loop in C", 1.3, ratio(thousand, "epoll-c", cpu)));
    bounds.add(atMost("the same / `nginx`", 1.3, ratio(thousand, "nginx", cpu)));
    bounds.add(atMost("the same / `gevent`", 0.45, ratio(thousand, GEVENT, cpu)));
    bounds.add(atMost("CPU per request, 50 connections: / `jdk`", 0.95, ratio(fifty, "jdk", cpu)));
    bounds.add(
        atMost(
            "p99 at 70 % of the most that `jdk` does, 1,000 connections: / `jdk`",
            1, ratio(latency, "jdk", "p99_us")));
    bounds.add(
        new Bound(
            "fan-out, two hubs on two cores, requests per second: / `jdk`",
            false,
            1.1,
            2,
            "",
            ratio(fanOut, "jdk", "requests_per_s")));
    bounds.add(
        atMost(
            "yield in turns, one hub: / `jdk+agent`",
            0.95,
            ratio(micro.with("workload", "yield"), "jdk+agent", nanos)));
    bounds.add(
        atMost(
            "park and unpark in turns, one hub: / `jdk+agent`",
            0.95,
            ratio(micro.with("workload", "park"), "jdk+agent", nanos)));
    bounds.add(
        atMost(
            "10,000 sleepers × 10 sleeps of 1–10 ms, one core: / `jdk`",
            0.6,
            ratio(sleepers, "jdk", "wall_ms")));
    bounds.add(
        new Bound(
            "allocated for each wait for a socket, more than `jdk`",
            true,
            0,
            0,
            " bytes",
            micro
                .with("workload", "socket")
                .compare(OURS, "jdk", "bytes_per_op", (a, b) -> a - b)));
    bounds.add(
        new Bound(
            "start-up with the agent, more than `java`",
            true,
            400,
            0,
            " ms",
            startup.compare(OURS, "java", "wall_ms", (a, b) -> a - b)));
    bounds.add(
        atMost(
            "RSS per idle connection, 10,000 connections: / `jdk`",
            1.15,
            ratio(idle, "jdk", "rss_bytes_per_idle")));
    bounds.addAll(whereThreadsBlock(folder));
    bounds.addAll(ofApi(folder));
    return bounds;
  }

  /** What is promised about the API of greenlets. */
  static List<Bound> ofApi(Path folder) throws IOException {
    Results results = Section.GREENLETS.results(folder);
    String nanos = "ns_per_op";
    return List.of(
        atMost(
            "a greenlet that does nothing, start and end: / `gevent`",
            0.3,
            ratio(results.with("workload", "spawn"), GEVENT, nanos)),
        new Bound(
            "10,000 greenlets × 100 sleeps of 10 ms, one core",
            true,
            1.6,
            2,
            " s",
            results.with("workload", "sleepers").spread(OURS, "wall_ms").map(Bound::seconds)),
        atMost(
            "an item through a channel: / `gevent`",
            0.1,
            ratio(results.with("workload", "channel"), GEVENT, nanos)),
        atMost(
            "a task of a pool's map, the worst of all sizes: / `gevent`",
            0.3,
            results.values("workload").stream()
                .filter(workload -> workload.startsWith("pool-map-"))
                .flatMap(
                    workload -> ratio(results.with("workload", workload), GEVENT, nanos).stream())
                .max(Comparator.comparingDouble(Spread::median))));
  }

  private static Spread seconds(Spread millis) {
    return new Spread(
        millis.median() / 1e3, millis.least() / 1e3, millis.most() / 1e3, millis.sum() / 1e3);
  }

  private static List<Bound> whereThreadsBlock(Path folder) throws IOException {
    Results gaps = Section.GAPS.results(folder);
    Results natively = Section.HAND_OFF.results(folder).with("workload", "native-call");
    Results cost = Section.MONITOR_COST.results(folder).with("connections", "1000");
    Results files = Section.FILES.results(folder).with("workload", "stream-64k");
    return List.of(
        new Bound(
            "longest gap between ticks while another thread is blocked, the worst of all ways",
            true,
            150,
            0,
            " ms",
            worst(gaps, "longest_gap_ms")),
        new Bound(
            "from the begin of a blocking native call to when its hub goes on",
            true,
            30,
            1,
            " ms",
            natively.spread(OURS, "p50_ms")),
        atMost(
            "CPU per request, 1,000 connections, with monitor and hand-off / without",
            1.02,
            ratio(cost, "greenloom+unmonitored", "cpu_us_per_request")),
        atMost(
            "2 GB of files read by 200 threads, one hub: / `platform`",
            1.1,
            ratio(files, "platform", "wall_ms")));
  }

  /** Returns what the workload with the greatest median has given. */
  private static Optional<Spread> worst(Results results, String key) {
    return results.values("workload").stream()
        .flatMap(workload -> results.with("workload", workload).spread(OURS, key).stream())
        .max(Comparator.comparingDouble(Spread::median));
  }

  static Table table(List<Bound> bounds) {
    Table table =
        new Table(1, List.of("Greenloom's", "bound", "measured (smallest–largest)", "kept"));
    for (Bound bound : bounds) {
      table.row(
          List.of(
              bound.what,
              (bound.most ? "≤ " : "≥ ") + trimmed(bound.limit) + bound.unit,
              bound.measured.map(bound::text).orElse("not measured"),
              bound.measured.map(spread -> bound.isKept(spread) ? "yes" : "**no**").orElse("")));
    }
    return table;
  }

  private static Bound atMost(String what, double limit, Optional<Spread> measured) {
    return new Bound(what, true, limit, 2, "", measured);
  }

  private static Optional<Spread> ratio(Results results, String base, String key) {
    return results.ratio(OURS, base, key);
  }

  /** Judges what the table shows, lest a digit that it does not show decides. */
  private boolean isKept(Spread spread) {
    double shown = Double.parseDouble(number(spread.median()));
    return most ? shown <= limit : shown >= limit;
  }

  private String text(Spread spread) {
    return number(spread.median())
        + unit
        + " ("
        + number(spread.least())
        + "–"
        + number(spread.most())
        + ")";
  }

  private String number(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
