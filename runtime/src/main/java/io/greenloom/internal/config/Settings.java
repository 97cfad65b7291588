package io.greenloom.internal.config;

import io.greenloom.PatchArea;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The one list of settings; the documentation's table is checked against it. */
public final class Settings {
  private static final int MAX_HUBS = 1024;
  private static final int MAX_THREADS = 65_536;

  /** Master switch. */
  public static final Setting<Boolean> ENABLED =
      flag("enabled", true, "Whether Greenloom does anything at all.");

  /** Number of hubs. */
  public static final Setting<Integer> HUBS =
      new Setting<>(
          "hubs",
          "auto",
          "auto or a number from 1 to " + MAX_HUBS,
          "Number of event loops; auto is one per processor.",
          Settings::hubs);

  /** Whether main is green. */
  public static final Setting<Boolean> MAIN =
      flag("main", false, "Run the application's static main(String[]) on a green thread.");

  /** Hand-off of blocked hubs. */
  public static final Setting<Boolean> HANDOFF =
      flag("handoff", true, "Whether a hub whose greenlet blocks it goes on with another carrier.");

  /** Limit of spare carriers. */
  public static final Setting<Integer> HANDOFF_CARRIERS =
      count(
          "handoff.carriers",
          1024,
          "Most carriers besides one per hub; each holds a thread that blocks or does not yield.");

  /** Limit of native look-ups. */
  public static final Setting<Integer> DNS_THREADS =
      count("dns.threads", 32, "Most look-ups by the system's resolver at once.");

  /** When a blocked hub is reported. */
  public static final Setting<Duration> BLOCKED_AFTER =
      new Setting<>(
          "monitor.blocked-after",
          "100ms",
          "a time such as 100ms or 2s, or 0 for never",
          "How long a greenlet may block its carrier, or not yield, before that is reported.",
          Settings::time);

  /** Whether blocked hubs are reported on standard error. */
  public static final Setting<Boolean> MONITOR_REPORT =
      flag(
          "monitor.report",
          true,
          "Whether the reports of blocked hubs go to standard error; events and listeners get them"
              + " anyway.");

  /** LoopExit. */
  public static final Setting<Boolean> LOOPEXIT =
      flag(
          "loopexit",
          true,
          "Whether a wait in a call of the API that could never end throws LoopExit.");

  /** Threads that stay platform threads. */
  public static final Setting<ThreadPatterns> THREADS_EXCLUDE =
      new Setting<>(
          "threads.exclude",
          "",
          ThreadPatterns.ALLOWED,
          "Threads that stay platform threads.",
          ThreadPatterns::parse);

  /** If set, the only threads that become green. */
  public static final Setting<ThreadPatterns> THREADS_INCLUDE =
      new Setting<>(
          "threads.include",
          "",
          ThreadPatterns.ALLOWED,
          "If set, only these threads become green, less the excluded ones.",
          ThreadPatterns::parse);

  /** What is reported. */
  public static final Setting<ReportLevel> REPORT =
      new Setting<>(
          "report",
          "false",
          ReportLevel.ALLOWED,
          "Print to standard error what was patched and what was not; threads: also each thread"
              + " that starts, and why it stays a platform thread.",
          ReportLevel::parse);

  /** Fail instead of running unpatched. */
  public static final Setting<Boolean> STRICT =
      flag("strict", false, "Exit with code 1 when something cannot be patched.");

  private static final Map<PatchArea, Setting<Boolean>> AREAS = areas();

  private static final List<Setting<?>> ALL = inOrder();

  private Settings() {}

  /** {@return all settings, in the order of the documentation} */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /**
   * The switch of an area.
   *
   * @param area the area
   * @return its setting
   */
  public static Setting<Boolean> of(PatchArea area) {
    return Objects.requireNonNull(AREAS.get(area));
  }

  private static List<Setting<?>> inOrder() {
    List<Setting<?>> all = new ArrayList<>(List.of(ENABLED, HUBS));
    all.addAll(AREAS.values());
    all.addAll(
        List.of(
            DNS_THREADS,
            MAIN,
            HANDOFF,
            HANDOFF_CARRIERS,
            BLOCKED_AFTER,
            MONITOR_REPORT,
            LOOPEXIT,
            THREADS_INCLUDE,
            THREADS_EXCLUDE,
            REPORT,
            STRICT));
    return List.copyOf(all);
  }

  private static Map<PatchArea, Setting<Boolean>> areas() {
    Map<PatchArea, Setting<Boolean>> areas = new EnumMap<>(PatchArea.class);
    for (PatchArea area : PatchArea.values()) {
      areas.put(area, flag(area.settingName(), true, "Whether to patch the area."));
    }
    return areas;
  }

  private static Setting<Boolean> flag(String name, boolean byDefault, String help) {
    return new Setting<>(name, String.valueOf(byDefault), "true or false", help, Settings::truth);
  }

  private static Setting<Integer> count(String name, int byDefault, String help) {
    return new Setting<>(
        name,
        String.valueOf(byDefault),
        "a number from 1 to " + MAX_THREADS,
        help,
        text -> between(text, MAX_THREADS));
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static int hubs(String text) {
    if (text.equals("auto")) {
      return Math.min(Runtime.getRuntime().availableProcessors(), MAX_HUBS);
    }
    return between(text, MAX_HUBS);
  }

  private static int between(String text, int most) {
    int count = Integer.parseInt(text);
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(text);
    }
    return count;
  }

  private static Duration time(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    String unit = text.endsWith("ms") ? "ms" : "s";
    if (!text.endsWith(unit)) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(text.substring(0, text.length() - unit.length()).strip());
    if (count < 1) {
      throw new IllegalArgumentException(text);
    }
    return unit.equals("ms") ? Duration.ofMillis(count) : Duration.ofSeconds(count);
  }
}
