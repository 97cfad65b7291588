package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "512, 512", "10k, 10240", "10K, 10240", "1m, 1048576", "1g, 1073741824"})
  void parses(String text, int bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "1.5k", "10x", "99999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is not a size; write for example 512, 10k or 1m", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2g", "1073741825", "9999999999g"})
  void refusesWhatIsTooLarge(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("more than the largest size");
  }
}
