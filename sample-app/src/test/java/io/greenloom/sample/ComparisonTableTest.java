package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ComparisonTableTest {

  private static final OptionalLong NONE = OptionalLong.empty();

  @Test
  void setsSideBySide() {
    assertThat(
            ComparisonTable.of(
                new Measurement(0, 1_930, some(2_410), some(2_019), some(412 * 1_024)),
                new Measurement(0, 1_900, some(4_820), some(24), some(190 * 1_024))))
        .isEqualTo(
            """
                                  plain JVM    greenloom agent
            wall time                1.93 s             1.90 s
            CPU time                 2.41 s             4.82 s   (2.0 x more)
            peak OS threads           2,019                 24   (84 x fewer)
            peak RSS                 412 MB             190 MB   (2.2 x less)\
            """);
  }

  @Test
  void saysWhatIsNotKnown() {
    Measurement unknown = new Measurement(0, 1_000, NONE, NONE, NONE);
    assertThat(ComparisonTable.of(unknown, unknown).lines().skip(2))
        .hasSize(3)
        .allMatch(line -> line.matches("\\D+ n/a +n/a"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void measuresChildProcess() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Measurement measurement =
        Measurement.of(
            new ProcessBuilder(java, "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    assertThat(measurement.exitCode()).isZero();
    assertThat(measurement.wallMillis()).isPositive();
    assertThat(measurement.cpuMillis()).isPresent();
    assertThat(measurement.peakThreads().orElse(0)).isPositive();
    assertThat(measurement.peakRssKilobytes().orElse(0)).isPositive();
  }

  private static OptionalLong some(long value) {
    return OptionalLong.of(value);
  }
}
