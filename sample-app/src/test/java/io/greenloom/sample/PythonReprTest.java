package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PythonReprTest {

  /** Data and what Python 2.7 prints for {@code '%r' % data}. */
  static String[][] examples() {
    return new String[][] {
      {"", "''"},
      {"abc", "'abc'"},
      {"<!doctype html>", "'<!doctype html>'"},
      {"it's", "\"it's\""},
      {"say \"hi\"", "'say \"hi\"'"},
      {"it's \"both\"", "'it\\'s \"both\"'"},
      {"a\nb\rc\td", "'a\\nb\\rc\\td'"},
      {"back\\slash", "'back\\\\slash'"},
      {"\\'", "\"\\\\'\""},
      {"\0\7\b\13\14\33", "'\\x00\\x07\\x08\\x0b\\x0c\\x1b'"},
      {" ~\177", "' ~\\x7f'"},
      {"\200\240\377", "'\\x80\\xa0\\xff'"},
      {"{}%s$", "'{}%s$'"},
    };
  }

  @ParameterizedTest
  @MethodSource("examples")
  void writesAsPython(String data, String expected) {
    assertThat(PythonRepr.of(bytes(data))).isEqualTo(expected);
  }

  @Test
  void coversEveryByte() {
    for (int value = 0; value < 256; value++) {
      String repr = PythonRepr.of(new byte[] {(byte) value});
      assertThat(repr).isPrintable().hasSizeBetween(3, 6);
      if (value >= 0x80) {
        assertThat(repr).isEqualTo("'\\x" + Integer.toHexString(value) + "'");
      }
    }
  }

  @Test
  void cutsBeforeItEscapes() {
    assertThat(PythonRepr.of(bytes("\n\n\n"), 2)).isEqualTo("'\\n\\n'");
    assertThat(PythonRepr.of(bytes("abc"), 50)).isEqualTo("'abc'");
    assertThat(PythonRepr.of(bytes("abc"), 0)).isEqualTo("''");
  }

  @Test
  void choosesTheQuoteByWhatIsPrintedOnly() {
    assertThat(PythonRepr.of(bytes("it's \"both\""), 4)).isEqualTo("\"it's\"");
    assertThat(PythonRepr.of(bytes("ab'"), 2)).isEqualTo("'ab'");
  }

  @Test
  void refusesNegativeLimit() {
    assertThatIllegalArgumentException().isThrownBy(() -> PythonRepr.of(bytes("x"), -1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
