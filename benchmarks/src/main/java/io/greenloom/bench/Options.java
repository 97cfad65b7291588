package io.greenloom.bench;

import java.util.HashMap;
import java.util.Map;

/** The arguments of a program: pairs of {@code --name value}. */
final class Options {
  private final Map<String, String> values = new HashMap<>();

  private Options() {}

  static Options of(String[] args) {
    Options options = new Options();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.values.put(args[i], args[i + 1]);
    }
    return options;
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  String text(String name, String fallback) {
    return values.getOrDefault(name, fallback);
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  int number(String name, int fallback) {
    return values.containsKey(name) ? number(name) : fallback;
  }
}
