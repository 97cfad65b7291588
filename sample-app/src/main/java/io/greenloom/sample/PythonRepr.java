package io.greenloom.sample;

import java.util.HexFormat;

/** Writes bytes as Python 2's {@code %r} writes a {@code str}: quoted, printable, on one line. */
final class PythonRepr {

  private static final HexFormat HEX = HexFormat.of();

  private PythonRepr() {}

  /** Returns the representation of all of {@code data}. */
  static String of(byte[] data) {
    return of(data, data.length);
  }

  /** Returns the representation of the first {@code limit} bytes, as {@code repr(data[:limit])}. */
  static String of(byte[] data, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit is negative: " + limit);
    }
    int end = Math.min(limit, data.length);
    char quote = quoteFor(data, end);
    StringBuilder out = new StringBuilder(end + 16).append(quote);
    for (int i = 0; i < end; i++) {
      append(out, data[i] & 0xff, quote);
    }
    return out.append(quote).toString();
  }

  private static char quoteFor(byte[] data, int end) {
    boolean single = false;
    for (int i = 0; i < end; i++) {
      if (data[i] == '"') {
        return '\'';
      }
      single |= data[i] == '\'';
    }
    return single ? '"' : '\'';
  }

  private static void append(StringBuilder out, int value, char quote) {
    switch (value) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (value == quote) {
          out.append('\\').append(quote);
        } else if (value >= 0x20 && value < 0x7f) {
          out.append((char) value);
        } else {
          HEX.toHexDigits(out.append("\\x"), (byte) value);
        }
      }
    }
  }
}
