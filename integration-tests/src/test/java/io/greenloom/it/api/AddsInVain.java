package io.greenloom.it.api;

import io.greenloom.Greenlet;
import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import java.io.FileInputStream;
import java.util.Objects;

/** Adds three areas, one of which another agent undoes. */
public final class AddsInVain {
  private AddsInVain() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    try {
      Object ignored =
          Monkey.patchAll(
              PatchOptions.all().with(PatchArea.DNS, PatchArea.FILE, PatchArea.PROCESS));
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    for (PatchArea area : PatchArea.values()) {
      System.out.print(Monkey.isPatched(area) ? area.settingName() + " " : "");
    }
    System.out.println();
    System.out.println(Objects.requireNonNull(Monkey.report()).areas().get(PatchArea.FILE));
    int first =
        Greenlet.spawn(
                () -> {
                  try (FileInputStream in = new FileInputStream("/dev/zero")) {
                    return in.read();
                  }
                })
            .get();
    System.out.println("read " + first);
  }
}
