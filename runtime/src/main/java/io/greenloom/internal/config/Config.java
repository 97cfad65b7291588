package io.greenloom.internal.config;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, read once. An agent option wins over a system property, that over an
 * environment variable, that over the default.
 */
public final class Config {
  /** Names with our prefix that the launcher and the build use for themselves. */
  private static final Set<String> RESERVED =
      Set.of("agent.jar", "sample.jar", "version", "java.home", "debug");

  private final Map<Setting<?>, Object> values;

  private Config(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads the settings of this JVM.
   *
   * @param agentOptions as in {@code hubs=2,report=true}; null or empty for none
   * @return the values
   * @throws IllegalArgumentException with a sentence for the user if a name is unknown or a value
   *     is not allowed
   */
  public static Config read(@Nullable String agentOptions) {
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
    return read(agentOptions, properties, System.getenv());
  }

  static Config read(
      @Nullable String agentOptions,
      Map<String, String> properties,
      Map<String, String> environment) {
    Map<String, String> options = options(agentOptions);
    requireKnown(options, "", "option", Setting::name);
    requireKnown(properties, Setting.PROPERTY_PREFIX, "system property", Setting::property);
    requireKnown(environment, Setting.VARIABLE_PREFIX, "environment variable", Setting::variable);

    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : Settings.all()) {
      values.put(setting, value(setting, options, properties, environment));
    }
    return new Config(values);
  }

  private static Object value(
      Setting<?> setting,
      Map<String, String> options,
      Map<String, String> properties,
      Map<String, String> environment) {
    String text = options.get(setting.name());
    if (text != null) {
      return parsed(setting, text, "option " + setting.name());
    }
    text = properties.get(setting.property());
    if (text != null) {
      return parsed(setting, text, "system property " + setting.property());
    }
    text = environment.get(setting.variable());
    if (text != null) {
      return parsed(setting, text, "environment variable " + setting.variable());
    }
    return Objects.requireNonNull(setting.defaultValue());
  }

  private static Object parsed(Setting<?> setting, String text, String source) {
    return Objects.requireNonNull(setting.parse(text.strip(), source));
  }

  private static Map<String, String> options(@Nullable String agentOptions) {
    Map<String, String> options = new LinkedHashMap<>();
    if (agentOptions == null) {
      return options;
    }
    for (String option : agentOptions.split(",", -1)) {
      if (option.isBlank()) {
        continue;
      }
      int equals = option.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "option '%s' has no value; write %s=<value>".formatted(option.strip(), option.strip()));
      }
      String name = option.substring(0, equals).strip();
      if (options.put(name, option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("option %s is given twice".formatted(name));
      }
    }
    return options;
  }

  private static void requireKnown(
      Map<String, String> given,
      String prefix,
      String kind,
      java.util.function.Function<Setting<?>, String> nameOf) {
    Set<String> known = Settings.all().stream().map(nameOf).collect(Collectors.toSet());
    UnaryOperator<String> plain =
        name ->
            name.substring(prefix.length()).toLowerCase(java.util.Locale.ROOT).replace('_', '.');
    for (String name : given.keySet()) {
      boolean ours = name.startsWith(prefix) && !known.contains(name);
      if (ours && (prefix.isEmpty() || !RESERVED.contains(plain.apply(name)))) {
        throw new IllegalArgumentException(unknown(name, kind, known));
      }
    }
  }

  private static String unknown(String name, String kind, Set<String> known) {
    Optional<String> nearest =
        known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    return "unknown %s '%s'; did you mean '%s'? Known are: %s"
        .formatted(
            kind,
            name,
            nearest.orElseThrow(),
            known.stream().sorted().collect(Collectors.joining(", ")));
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /**
   * The value of a setting.
   *
   * @param setting the setting
   * @param <T> its type
   * @return its value
   */
  @SuppressWarnings("unchecked") // value() parsed it with the setting's own parser
  public <T> T get(Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting));
  }
}
