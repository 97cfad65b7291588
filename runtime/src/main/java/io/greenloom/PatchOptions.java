package io.greenloom;

import io.greenloom.internal.config.Config;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@link Monkey#patchAll(PatchOptions)} is asked for: areas and settings. What is not said
 * here is as the JVM's options, system properties and environment say, and what is said here wins
 * over them. Immutable.
 */
public final class PatchOptions {
  private static final PatchOptions ALL = new PatchOptions(Map.of());

  private final Map<String, String> settings;

  private PatchOptions(Map<String, String> settings) {
    this.settings = Collections.unmodifiableMap(settings);
  }

  /**
   * Everything that the JVM's own settings do not switch off.
   *
   * @return the options
   */
  public static PatchOptions all() {
    return ALL;
  }

  /**
   * Some areas, whatever the JVM's own settings say, and no others.
   *
   * @param areas the areas
   * @return the options
   */
  public static PatchOptions only(PatchArea... areas) {
    return ALL.without(PatchArea.values()).with(areas);
  }

  /**
   * The same, and some areas on, whatever the JVM's own settings say.
   *
   * @param areas the areas
   * @return the new options
   */
  public PatchOptions with(PatchArea... areas) {
    return withAreas("true", areas);
  }

  /**
   * The same, but some areas off.
   *
   * @param areas the areas
   * @return the new options
   */
  public PatchOptions without(PatchArea... areas) {
    return withAreas("false", areas);
  }

  private PatchOptions withAreas(String value, PatchArea... areas) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    for (PatchArea area : areas) {
      changed.put(area.settingName(), value);
    }
    return new PatchOptions(changed);
  }

  /**
   * The same with another value of a setting.
   *
   * @param setting name of the setting, as in an agent option
   * @param value its value, as in an agent option
   * @return the new options
   * @throws IllegalArgumentException with a sentence for the user if there is no such setting or it
   *     does not allow the value
   */
  public PatchOptions with(String setting, String value) {
    Config.check(setting, value);
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(setting, value.strip());
    return new PatchOptions(changed);
  }

  /** {@return the settings that are given here, by name} */
  public Map<String, String> settings() {
    return settings;
  }

  /**
   * Asks for an area.
   *
   * @param area the area
   * @return whether it is to be patched, unless the JVM's own settings switch it off
   */
  public boolean includes(PatchArea area) {
    return !"false".equals(settings.get(area.settingName()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatchOptions options && settings.equals(options.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /** {@return the settings as agent options are written} */
  @Override
  public String toString() {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
