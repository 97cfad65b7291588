package io.greenloom.internal.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting. Its name is the same as agent option, as system property with the prefix {@code
 * greenloom.}, and as environment variable in capitals with underscores.
 *
 * @param name lower case; dots group, dashes inside words
 * @param defaultText the default, as a user would write it
 * @param allowed what a value may be, for error messages and the documentation
 * @param help one line for the documentation
 * @param parser turns text into the value; throws IllegalArgumentException if it is not allowed
 * @param <T> type of the value
 */
public record Setting<T>(
    String name, String defaultText, String allowed, String help, Function<String, T> parser) {

  static final String PROPERTY_PREFIX = "greenloom.";
  static final String VARIABLE_PREFIX = "GREENLOOM_";

  /** Where a value may come from, first the one that wins. */
  enum Source {
    OPTION("option", ""),
    PROPERTY("system property", PROPERTY_PREFIX),
    VARIABLE("environment variable", VARIABLE_PREFIX);

    final String description;
    final String prefix;

    Source(String description, String prefix) {
      this.description = description;
      this.prefix = prefix;
    }

    String nameOf(Setting<?> setting) {
      return switch (this) {
        case OPTION -> setting.name;
        case PROPERTY -> setting.property();
        case VARIABLE -> setting.variable();
      };
    }
  }

  /** {@return the name of the system property} */
  public String property() {
    return PROPERTY_PREFIX + name;
  }

  /** {@return the name of the environment variable} */
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  T defaultValue() {
    return parser.apply(defaultText);
  }

  T parse(String text, String source) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s must be %s, not '%s'".formatted(source, allowed, text), e);
    }
  }
}
