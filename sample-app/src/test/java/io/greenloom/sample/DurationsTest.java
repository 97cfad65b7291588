package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "200ms, 200",
    "2s, 2000",
    "1.5s, 1500",
    "0.25s, 250",
    "1m, 60000",
    "2h, 7200000",
    "0ms, 0",
    "' 3 S ', 3000"
  })
  void parses(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "0", "1.5"})
  void asksForTheUnit(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' has no unit; add one, for example %sms or %ss", text, text, text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', is not a duration",
    "abc, is not a duration",
    "-1s, is not a duration",
    "1s2, is not a duration",
    "1e3s, is not a duration",
    "3days, has an unknown unit; use ms"
  })
  void refuses(String text, String reason) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + text + "' " + reason);
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "200, 200ms", "2000, 2s", "1500, 1500ms", "60000, 1m", "90000, 90s"})
  void formats(long millis, String expected) {
    assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(expected);
    assertThat(Durations.parse(expected)).isEqualTo(Duration.ofMillis(millis));
  }
}
