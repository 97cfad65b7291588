package io.greenloom;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What Greenloom has changed in this JVM.
 *
 * @param version of Greenloom
 * @param jdk version of the running JDK
 * @param hubs number of hubs
 * @param poller what the hubs wait with
 * @param areas each area with what became of it
 * @param notes further remarks, one sentence each
 */
public record PatchReport(
    String version,
    String jdk,
    int hubs,
    String poller,
    Map<PatchArea, Outcome> areas,
    List<String> notes) {

  /** Copies the collections. */
  public PatchReport {
    areas = Map.copyOf(areas);
    notes = List.copyOf(notes);
  }

  /**
   * What became of an area.
   *
   * @param patched whether its blocking calls are cooperative
   * @param detail the patched methods, or why there are none
   */
  public record Outcome(boolean patched, String detail) {}

  /**
   * Looks an area up.
   *
   * @param area the area
   * @return whether its blocking calls are cooperative
   */
  public boolean isPatched(PatchArea area) {
    Outcome outcome = areas.get(area);
    return outcome != null && outcome.patched();
  }

  /** {@return the report as text, one line per area} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Greenloom %s on JDK %s: %d %s, %s%n"
            .formatted(version, jdk, hubs, hubs == 1 ? "hub" : "hubs", poller));
    for (PatchArea area : PatchArea.values()) {
      Outcome outcome = Objects.requireNonNull(areas.get(area));
      text.append(
          "  %-8s %-12s %s%n"
              .formatted(
                  area.settingName(),
                  outcome.patched() ? "patched" : "not patched",
                  outcome.detail()));
    }
    notes.forEach(note -> text.append("  note: %s%n".formatted(note)));
    return text.toString();
  }
}
