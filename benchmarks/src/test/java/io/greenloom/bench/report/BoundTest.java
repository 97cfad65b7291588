package io.greenloom.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the page tells which bounds are kept. */
class BoundTest {
  @TempDir private Path folder;

  @Test
  void judgesWhatHasBeenMeasured() throws IOException {
    write(
        "echo",
        """
        workload=echo connections=1000 variant=jdk round=1 cpu_us_per_request=16
        workload=echo connections=1000 variant=greenloom round=1 cpu_us_per_request=12
        workload=echo connections=1000 variant=gevent round=1 cpu_us_per_request=24
        """);
    write(
        "fanout",
        """
        workload=fanout connections=1000 variant=jdk round=1 requests_per_s=1000
        workload=fanout connections=1000 variant=greenloom round=1 requests_per_s=1090
        """);
    write(
        "startup",
        """
        workload=startup variant=java round=1 wall_ms=100
        workload=startup variant=greenloom round=1 wall_ms=480
        """);
    write(
        "gaps",
        """
        workload=fifo-read variant=greenloom round=1 longest_gap_ms=40
        workload=fifo-read variant=greenloom round=2 longest_gap_ms=160
        workload=fsync variant=greenloom round=1 longest_gap_ms=151
        workload=fsync variant=greenloom round=2 longest_gap_ms=151
        workload=fsync variant=platform round=1 longest_gap_ms=300
        """);
    write(
        "greenlets",
        """
        workload=spawn variant=greenloom round=1 kind=greenlet ns_per_op=900
        workload=spawn variant=gevent round=1 kind=greenlet ns_per_op=3000
        workload=sleepers variant=greenloom round=1 kind=greenlet wall_ms=1610
        workload=pool-map-1x20 variant=greenloom round=1 kind=greenlet ns_per_op=2000
        workload=pool-map-1x20 variant=gevent round=1 kind=greenlet ns_per_op=10000
        workload=pool-map-5x20 variant=greenloom round=1 kind=greenlet ns_per_op=4000
        workload=pool-map-5x20 variant=gevent round=1 kind=greenlet ns_per_op=10000
        """);
    assertThat(Bound.table(Bound.all(folder)).toString())
        .contains(
            "start and end: / `gevent` | ≤ 0.3 | 0.30 (0.30–0.30) | yes |",
            "sleeps of 10 ms, one core | ≤ 1.6 s | 1.61 s (1.61–1.61) | **no** |",
            "the worst of all sizes: / `gevent` | ≤ 0.3 | 0.40 (0.40–0.40) | **no** |",
            "through a channel: / `gevent` | ≤ 0.1 | not measured |  |",
            "/ `jdk` | ≤ 0.75 | 0.75 (0.75–0.75) | yes |",
            "/ `gevent` | ≤ 0.45 | 0.50 (0.50–0.50) | **no** |",
            "/ `jdk` | ≥ 1.1 | 1.09 (1.09–1.09) | **no** |",
            "the worst of all ways | ≤ 150 ms | 151 ms (151–151) | **no** |",
            "more than `java` | ≤ 400 ms | 380 ms (380–380) | yes |",
            "/ `nginx` | ≤ 1.3 | not measured |  |");
  }

  private void write(String workload, String lines) throws IOException {
    Files.writeString(folder.resolve(workload + "-results.txt"), lines);
  }
}
