package io.greenloom.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an HTTP server on this machine busy from one thread and measures both: in a closed loop, or
 * at a fixed rate.
 *
 * <p>Before and after the measured phase no request is under way. So what the server's process has
 * consumed between the two is what the counted requests have cost, no more and no less, and reading
 * it does not disturb.
 */
public final class LoadGenerator {
  private final LoadClient client;
  private final Options options;
  private final long pid;

  private LoadGenerator(LoadClient client, Options options) {
    this.client = client;
    this.options = options;
    this.pid = options.number("--pid");
  }

  /**
   * Measures, and prints one line of {@code key=value} pairs.
   *
   * @param args {@code --port P --pid P --connections N --warmup SECONDS --seconds SECONDS}, and if
   *     wanted {@code --rate N} requests per second instead of a closed loop; {@code --idle N} more
   *     connections, and {@code --jcmd FILE} to collect the server's garbage before its memory is
   *     read; {@code --keystore FILE} for TLS; {@code --perf FILE} to count system calls and
   *     nothing else
   * @throws IOException if the server cannot be reached or its process cannot be examined
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = Options.of(args);
    String keystore = options.text("--keystore", "");
    SSLContext tls = keystore.isEmpty() ? null : TestKey.in(Path.of(keystore));
    try (LoadClient client = new LoadClient(options.number("--port"), tls)) {
      LoadGenerator generator = new LoadGenerator(client, options);
      System.out.println(generator.run());
      if (client.firstError() != null) {
        System.err.println("LoadGenerator: the first error was " + client.firstError());
      }
    }
  }

  private String run() throws IOException, InterruptedException {
    List<Connection> connections = client.connect(options.number("--connections"));
    client.run(schedule(connections, options.number("--warmup")));
    int idle = options.number("--idle", 0);
    String memory = "";
    if (idle > 0) {
      ServerMemory server = new ServerMemory(pid, options.text("--jcmd", ""));
      memory = server.growthPer(idle, () -> client.connect(idle));
    }
    String perf = options.text("--perf", "");
    String numbers = perf.isEmpty() ? measure(connections) : countCalls(connections, perf);
    return "connections=" + (connections.size() + idle) + memory + numbers;
  }

  private Schedule schedule(List<Connection> connections, int seconds) {
    int rate = options.number("--rate", 0);
    Duration duration = Duration.ofSeconds(seconds);
    return rate == 0
        ? new ClosedLoop(connections, duration)
        : new OpenLoop(connections, rate, duration);
  }

  private String countCalls(List<Connection> connections, String perf)
      throws IOException, InterruptedException {
    client.takeLatencies();
    SystemCalls calls = SystemCalls.count(perf, pid);
    client.run(schedule(connections, options.number("--seconds")));
    double count = calls.stop();
    return String.format(
        Locale.ROOT,
        " errors=%d syscalls_per_request=%.3f",
        client.errors(),
        count / client.takeLatencies().count());
  }

  private String measure(List<Connection> connections) throws IOException {
    long self = ProcessHandle.current().pid();
    client.takeLatencies();
    ProcessSample serverBefore = ProcessSample.of(pid);
    ProcessSample selfBefore = ProcessSample.of(self);
    MachineSample machineBefore = MachineSample.now();
    long start = System.nanoTime();
    Schedule schedule = schedule(connections, options.number("--seconds"));
    client.run(schedule);
    double micros = (System.nanoTime() - start) / 1e3;
    MachineSample machineAfter = MachineSample.now();
    ProcessSample selfAfter = ProcessSample.of(self);
    ProcessSample serverAfter = ProcessSample.of(pid);

    Latencies latencies = client.takeLatencies();
    double requests = latencies.count();
    if (requests == 0) {
      throw new IOException("no request has been answered", client.firstError());
    }
    long serverCpu = serverAfter.cpuMicros() - serverBefore.cpuMicros();
    long selfCpu = selfAfter.cpuMicros() - selfBefore.cpuMicros();
    long busy = machineAfter.busyMicros() - machineBefore.busyMicros();
    long stolen = machineAfter.stolenMicros() - machineBefore.stolenMicros();
    // Of one processor, even if that makes more than 100 %.
    double otherCpu = Math.max(0, busy - serverCpu - selfCpu) + stolen;
    return String.format(
            Locale.ROOT,
            " requests=%d errors=%d requests_per_s=%.0f cpu_us_per_request=%.3f"
                + " switches_per_request=%.4f p50_us=%.0f p99_us=%.0f p999_us=%.0f max_us=%.0f"
                + " rss_kib=%d threads=%d server_cpu_percent=%.1f generator_cpu_percent=%.1f"
                + " other_cpu_percent=%.1f",
            latencies.count(),
            client.errors(),
            requests / micros * 1e6,
            serverCpu / requests,
            (serverAfter.switches() - serverBefore.switches()) / requests,
            latencies.percentile(0.5) / 1e3,
            latencies.percentile(0.99) / 1e3,
            latencies.percentile(0.999) / 1e3,
            latencies.maximum() / 1e3,
            serverAfter.rssKib(),
            serverAfter.threads(),
            serverCpu / micros * 100,
            selfCpu / micros * 100,
            otherCpu / micros * 100)
        + lateness(schedule instanceof OpenLoop open ? open : null);
  }

  private String lateness(@Nullable OpenLoop open) {
    return open == null
        ? ""
        : String.format(
            Locale.ROOT,
            " rate=%d late_p99_us=%.0f",
            options.number("--rate"),
            open.lateness().percentile(0.99) / 1e3);
  }
}
