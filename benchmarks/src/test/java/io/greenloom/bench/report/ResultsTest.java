package io.greenloom.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a results file. */
class ResultsTest {
  @TempDir private Path folder;

  @Test
  void comparesWithinRounds() throws IOException {
    Results results =
        read(
            "workload=echo variant=jdk round=1 cpu=10",
            "workload=echo variant=greenloom round=1 cpu=5",
            "workload=echo variant=jdk round=2 cpu=20",
            "workload=echo variant=greenloom round=2 cpu=16",
            "workload=echo variant=greenloom round=3 cpu=999");
    assertThat(results.ratio("greenloom", "jdk", "cpu"))
        .hasValueSatisfying(ratio -> {
          assertThat(ratio.median()).isEqualTo((0.5 + 0.8) / 2);
          assertThat(ratio.least()).isEqualTo(0.5);
          assertThat(ratio.most()).isEqualTo(0.8);
        });
  }

  @Test
  void passesOfARoundCountByTheirMedian() throws IOException {
    Results results =
        read(
            "variant=jdk round=1 ms=10",
            "variant=jdk round=1 ms=20",
            "variant=jdk round=1 ms=90",
            "variant=greenloom round=1 ms=10");
    assertThat(results.ratio("greenloom", "jdk", "ms").orElseThrow().median()).isEqualTo(0.5);
  }

  @Test
  void hasNoRatioWithoutARoundOfBoth() throws IOException {
    Results results = read("variant=greenloom round=1 cpu=5", "variant=jdk round=peak errors=0");
    assertThat(results.ratio("greenloom", "jdk", "cpu")).isEmpty();
  }

  @Test
  void knowsTheCommandThatMadeThem() throws IOException {
    assertThat(read("# benchmarks/serve --rounds 3", "variant=jdk round=1").command())
        .isEqualTo("benchmarks/serve --rounds 3");
  }

  @Test
  void showsEachNumberThatSomeRunHas() throws IOException {
    Results results =
        read(
            "workload=echo connections=50 variant=greenloom round=1 requests_per_s=7000 failed=1",
            "workload=echo connections=50 variant=jdk round=1 requests_per_s=3500 never_heard_of=2",
            "workload=echo connections=1000 variant=jdk round=1 requests_per_s=4000");
    assertThat(Table.of(results, "jdk"))
        .hasToString(
            """
            | connections | variant | requests per s | to `jdk` | failed runs | never heard of |
            | --- | --- | ---: | ---: | ---: | ---: |
            | 50 | `jdk` | 3,500 |  |  | 2.00 |
            |  | `greenloom` | 7,000 | 2.00 (2.00–2.00) | 1 |  |
            | 1,000 | `jdk` | 4,000 |  |  |  |
            """);
  }

  private Results read(String... lines) throws IOException {
    return Results.read(Files.write(folder.resolve("results.txt"), java.util.List.of(lines)));
  }
}
