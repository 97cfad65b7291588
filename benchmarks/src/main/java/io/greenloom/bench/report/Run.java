package io.greenloom.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** One run of one variant: a line of {@code key=value} pairs. */
record Run(Map<String, String> fields) {
  static Run parse(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : line.strip().split(" +", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return new Run(fields);
  }

  String text(String key) {
    return fields.getOrDefault(key, "");
  }

  OptionalDouble number(String key) {
    try {
      return OptionalDouble.of(Double.parseDouble(text(key)));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
