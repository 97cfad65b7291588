package io.greenloom.internal.config;

import io.greenloom.PatchArea;
import io.greenloom.internal.config.Setting.Source;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, String> options;

  private Config(Map<Setting<?>, Object> values, Map<String, String> options) {
    this.values = values;
    this.options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Takes agent options apart.
   *
   * @param agentOptions as in {@code hubs=2,report=true}; null or empty for none
   * @return the options by name, not checked yet
   * @throws IllegalArgumentException with a sentence for the user if one has no value or is given
   *     twice
   */
  public static Map<String, String> options(@Nullable String agentOptions) {
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

  /**
   * Reads the settings of this JVM.
   *
   * @param agentOptions as in {@code hubs=2,report=true}; null or empty for none
   * @return the values
   * @throws IllegalArgumentException with a sentence for the user if a name is unknown or a value
   *     is not allowed
   */
  public static Config read(@Nullable String agentOptions) {
    return read(options(agentOptions));
  }

  /**
   * Reads the settings of this JVM.
   *
   * @param options agent options by name
   * @return the values
   * @throws IllegalArgumentException with a sentence for the user if a name is unknown or a value
   *     is not allowed
   */
  public static Config read(Map<String, String> options) {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return read(options, properties, System.getenv());
  }

  static Config read(
      @Nullable String agentOptions,
      Map<String, String> properties,
      Map<String, String> environment) {
    return read(options(agentOptions), properties, environment);
  }

  private static Config read(
      Map<String, String> options, Map<String, String> properties, Map<String, String> variables) {
    Map<Source, Map<String, String>> given = new EnumMap<>(Source.class);
    given.put(Source.OPTION, options);
    given.put(Source.PROPERTY, properties);
    given.put(Source.VARIABLE, variables);
    given.forEach(Config::requireKnown);

    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : Settings.all()) {
      values.put(setting, value(setting, given));
    }
    return new Config(values, options);
  }

  /**
   * Checks an agent option.
   *
   * @param name its name
   * @param value its value
   * @throws IllegalArgumentException with a sentence for the user if the name is unknown or the
   *     value is not allowed
   */
  public static void check(String name, String value) {
    Config ignored = read(Map.of(name, value), Map.of(), Map.of());
  }

  private static Object value(Setting<?> setting, Map<Source, Map<String, String>> given) {
    for (Map.Entry<Source, Map<String, String>> entry : given.entrySet()) {
      Source source = entry.getKey();
      String text = entry.getValue().get(source.nameOf(setting));
      if (text != null) {
        return parsed(setting, text, source.description + " " + source.nameOf(setting));
      }
    }
    return Objects.requireNonNull(setting.defaultValue());
  }

  private static Object parsed(Setting<?> setting, String text, String source) {
    return Objects.requireNonNull(setting.parse(text.strip(), source));
  }

  private static void requireKnown(Source source, Map<String, String> given) {
    for (String name : given.keySet()) {
      if (name.startsWith(source.prefix) && !isReserved(source, name)) {
        Set<String> known = new HashSet<>();
        Settings.all().forEach(setting -> known.add(source.nameOf(setting)));
        if (!known.contains(name)) {
          throw new IllegalArgumentException(unknown(name, source.description, known));
        }
      }
    }
  }

  private static boolean isReserved(Source source, String name) {
    String plain = name.substring(source.prefix.length()).toLowerCase(Locale.ROOT);
    return source != Source.OPTION && RESERVED.contains(plain.replace('_', '.'));
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

  /** {@return the agent options among the settings, by name} */
  public Map<String, String> options() {
    return options;
  }

  /** {@return the areas that are switched on} */
  public Set<PatchArea> areas() {
    Set<PatchArea> areas = EnumSet.noneOf(PatchArea.class);
    for (PatchArea area : PatchArea.values()) {
      if (get(Settings.of(area))) {
        areas.add(area);
      }
    }
    return areas;
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
