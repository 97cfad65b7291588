package io.greenloom.it.api;

import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import io.greenloom.it.legacy.Hello;

/** Patches two areas with a listener of its own, and says what has become of them. */
public final class Listens {
  private Listens() {}

  /** Runs the program; with an argument it does not patch. */
  public static void main(String[] args) throws Exception {
    System.out.println("main");
    if (args.length == 0) {
      PatchListener removed = new EventPrinter("removed");
      Monkey.addListener(removed);
      Monkey.addListener(new EventPrinter("added"));
      System.out.println("removed: " + Monkey.removeListener(removed));
      PatchOptions options = PatchOptions.only(PatchArea.DNS, PatchArea.SLEEP);
      print(Monkey.patchAll(options.with("hubs", "1")));
    }
    System.out.println("anything: " + Monkey.isAnythingPatched());
    Hello.main(args);
  }

  private static void print(PatchReport report) {
    for (PatchArea area : new PatchArea[] {PatchArea.SLEEP, PatchArea.DNS, PatchArea.FILE}) {
      PatchReport.Outcome outcome = report.areas().get(area);
      System.out.println(area.settingName() + ": " + outcome.patched() + " " + outcome.detail());
    }
  }
}
