package io.greenloom.agent;

import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.ReportLevel;
import io.greenloom.internal.config.Setting;
import io.greenloom.internal.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what a later call of {@code Monkey.patchAll} asks for in vain. */
final class SettledSettings {
  private SettledSettings() {}

  /**
   * Lists the options that have no effect.
   *
   * @param installed the settings that are in force
   * @param patched the areas that are patched, and stay so
   * @param options what is given now
   * @param asked the settings with that
   */
  static List<String> ignored(
      Config installed, Set<PatchArea> patched, PatchOptions options, Config asked) {
    List<String> ignored = new ArrayList<>();
    for (PatchArea area : patched) {
      if (!options.includes(area)) {
        ignored.add(area.settingName() + "=false");
      }
    }
    for (Setting<?> setting : Settings.all()) {
      String given = options.settings().get(setting.name());
      if (given != null && !isArea(setting) && isSettled(setting, installed, asked)) {
        ignored.add(setting.name() + "=" + given);
      }
    }
    return ignored;
  }

  private static boolean isArea(Setting<?> setting) {
    for (PatchArea area : PatchArea.values()) {
      if (Settings.of(area).equals(setting)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSettled(Setting<?> setting, Config installed, Config asked) {
    if (setting.equals(Settings.REPORT)) {
      // each call may print what is patched, but whether threads are told of is settled
      return asked.get(Settings.REPORT) == ReportLevel.THREADS
          && installed.get(Settings.REPORT) != ReportLevel.THREADS;
    }
    return !installed.get(setting).equals(asked.get(setting));
  }
}
