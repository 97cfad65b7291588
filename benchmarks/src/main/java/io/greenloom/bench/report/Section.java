package io.greenloom.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A part of the page: what one script has measured. */
@SuppressWarnings("ImmutableEnumChecker") // Nobody can change what List.of returns.
enum Section {
  ECHO(
      "What a request costs",
      "serve --workload echo",
      "A blocking keep-alive HTTP server, one thread per connection, answers a closed loop of small"
          + " requests. The server has one core and the client the other.",
      "jdk",
      List.of(
          new Chart("cpu_us_per_request", false, "CPU per request, by connections"),
          new Chart("requests_per_s", false, "Throughput on one core, by connections"))),
  ECHO_WRK(
      "The same, by wrk",
      "serve --workload echo --client wrk",
      "A cross-check with another client, which does not compare the responses and whose"
          + " measurement begins and ends with requests under way.",
      "jdk",
      List.of(new Chart("requests_per_s", false, "Throughput seen by wrk, by connections"))),
  LATENCY(
      "How long a response takes at a fixed rate",
      "serve --workload latency",
      "The same server gets requests evenly spread over time, at 70 % of the most that `jdk` has"
          + " answered in a closed loop just before. Times count from when a request was due,"
          + " whether or not its connection was free then. Who cannot keep up has latencies of"
          + " seconds here.",
      "jdk",
      List.of(new Chart("p99_us", true, "99th percentile of the latency at a fixed rate"))),
  IDLE(
      "What an idle connection costs",
      "serve --workload idle",
      "All connections have had one response; then 100 of them go on. Memory is what is resident,"
          + " after full collections, with the idle connections less that without them, after the"
          + " warm-up.",
      "jdk",
      List.of(new Chart("rss_bytes_per_idle", false, "Resident memory of an idle connection"))),
  TLS(
      "TLS",
      "serve --workload tls",
      "The echo server behind an `SSLServerSocket`, TLS 1.3.",
      "jdk",
      List.of(new Chart("cpu_us_per_request", false, "CPU per request over TLS"))),
  FANOUT(
      "Fan-out on two cores",
      "serve --workload fanout",
      "Each request makes five calls to a backend that answers after 5 ms, one after the other,"
          + " over pooled connections. Server, client and backend share two cores; two hubs, or two"
          + " carriers.",
      "jdk",
      List.of(new Chart("requests_per_s", false, "Throughput of the fan-out"))),
  JDBC(
      "A query over a pooled connection",
      "serve --workload jdbc",
      "Each request borrows one of 20 connections, sends a query to a backend that answers at"
          + " once, and returns the answer.",
      "jdk",
      List.of(new Chart("cpu_us_per_request", false, "CPU per request with a query"))),
  MONITOR_COST(
      "What it costs to watch the hubs",
      "serve --workload monitor-cost",
      "The echo server as Greenloom runs it, and without the monitor and hand-off, where nothing"
          + " blocks.",
      "greenloom+unmonitored",
      List.of()),
  GAPS(
      "How long others stand still while a thread is blocked",
      "gaps --measure gaps",
      "A thread on the same hub sleeps 5 ms again and again while another is blocked for seconds:"
          + " the longest time between two of its ticks.",
      "platform",
      List.of(new Chart("longest_gap_ms", true, "Longest gap between ticks, by what blocks"))),
  HAND_OFF(
      "How soon a blocked hub goes on",
      "gaps --measure hand-off",
      "A thread wakes another one and is then blocked: the time until the other one runs.",
      "platform",
      List.of()),
  FILES(
      "Reading files",
      "files",
      "200 threads read 2 GB of files from the page cache, one each. JVM times include its start.",
      "platform",
      List.of(new Chart("wall_ms", false, "Time to read 2 GB of files"))),
  LOOKUPS(
      "Looking names up",
      "lookups",
      "1,000 threads look up a name each, which takes the resolver 50 ms.",
      "platform",
      List.of()),
  MICRO(
      "Single operations",
      "micro",
      "JMH, one hub or one carrier.",
      "jdk+agent",
      List.of(new Chart("ns_per_op", true, "Time of single operations"))),
  SLEEPERS(
      "Sleepers",
      "sleepers",
      "Threads that do nothing but sleep, on one core; the latencies are how late they wake up.",
      "jdk",
      List.of(new Chart("cpu_ms", true, "Processor time of sleepers"))),
  FETCH(
      "URL fetcher",
      "fetch",
      "10,000 URLs whose server answers after 100 ms, a thread for each.",
      "jdk",
      List.of()),
  GREENLETS(
      "The API",
      "greenlets",
      "Greenloom's own API beside that of gevent and what comes nearest to it in the JDK: JMH, but"
          + " for the sleepers, which are 10,000 that sleep 100 times for 10 ms. One hub or carrier"
          + " on one core.",
      "gevent",
      List.of(new Chart("ns_per_op", true, "Time of single operations of the API"))),
  STARTUP(
      "Start-up",
      "startup",
      "A program that prints one line, without an agent, with one that does nothing, and with"
          + " Greenloom's.",
      "java",
      List.of(new Chart("wall_ms", false, "Start and end of a JVM")));

  /**
   * A chart of the section.
   *
   * @param key the number that it shows
   */
  private record Chart(String key, boolean logarithmic, String title) {}

  private static final int QUIET_PERCENT = 10;

  private final String title;
  private final String command;
  private final String text;
  private final String base;
  private final List<Chart> charts;

  Section(String title, String command, String text, String base, List<Chart> charts) {
    this.title = title;
    this.command = command;
    this.text = text;
    this.base = base;
    this.charts = charts;
  }

  /** The name of the workload, as the scripts know it. */
  String workload() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Results results(Path folder) throws IOException {
    return Results.read(folder.resolve(workload() + "-results.txt"));
  }

  Table table(Results results) {
    return Table.of(results, base);
  }

  /** Writes the charts and returns the section's Markdown, which links them. */
  String markdown(Results results, Path charts, String chartsLink) throws IOException {
    StringBuilder page = new StringBuilder("## " + title + "\n\n" + text + "\n\n");
    String script = "benchmarks/" + command;
    if (results.isEmpty()) {
      return page.append("There are no numbers yet; this makes them:\n\n    ")
          .append(script)
          .append("\n\n")
          .toString();
    }
    page.append("    ").append(results.command().isEmpty() ? script : results.command());
    page.append("\n\n").append(table(results)).append('\n').append(disturbance(results));
    for (Chart chart : this.charts) {
      String file = workload() + "-" + chart.key.replace('_', '-') + ".svg";
      BarChart bars = new BarChart(Column.of(chart.key), chart.logarithmic);
      if (bars.write(charts.resolve(file), chart.title, results)) {
        page.append("![%s](%s/%s)\n\n".formatted(chart.title, chartsLink, file));
      }
    }
    return page.toString();
  }

  /** Tells of runs during which the machine did something else, too. */
  private String disturbance(Results results) {
    if (this == FANOUT || this == JDBC) {
      return ""; // What all others use includes the backend.
    }
    long disturbed =
        results.runs().stream()
            .filter(run -> run.number("other_cpu_percent").orElse(0) > QUIET_PERCENT)
            .count();
    return disturbed == 0
        ? ""
        : "**The machine was not quiet:** in %d runs others used more than %d %% of a processor.%n%n"
            .formatted(disturbed, QUIET_PERCENT);
  }
}
