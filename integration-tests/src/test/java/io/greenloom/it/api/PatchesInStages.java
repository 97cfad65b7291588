package io.greenloom.it.api;

import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import java.util.EnumMap;
import java.util.Map;

/** Calls patchAll again and again, with other options. */
public final class PatchesInStages {
  private PatchesInStages() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Map<PatchArea, Integer> patched = new EnumMap<>(PatchArea.class);
    Monkey.addListener(
        new PatchListener() {
          @Override
          public void didPatch(PatchArea area) {
            patched.merge(area, 1, Integer::sum);
          }
        });
    PatchOptions first = PatchOptions.only(PatchArea.SOCKET, PatchArea.SSL).with("hubs", "1");
    print("first", Monkey.patchAll(first));
    PatchOptions other =
        PatchOptions.all().without(PatchArea.SOCKET, PatchArea.DNS).with("hubs", "2");
    print("second", Monkey.patchAll(other));
    PatchReport last = Monkey.patchAll();
    print("third", last);
    System.out.println("same: " + last.equals(Monkey.patchAll()));
    System.out.println("each once: " + patched);
    System.out.println("original: " + Monkey.original(() -> Thread.currentThread().isVirtual()));
  }

  private static void print(String call, PatchReport report) {
    StringBuilder areas = new StringBuilder();
    for (PatchArea area : PatchArea.values()) {
      areas.append(report.isPatched(area) ? " " + area.settingName() : "");
    }
    System.out.printf("%s: %d hub(s),%s%n", call, report.hubs(), areas);
    report.notes().forEach(note -> System.out.println("note: " + note));
  }
}
