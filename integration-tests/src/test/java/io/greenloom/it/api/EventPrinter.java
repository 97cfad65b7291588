package io.greenloom.it.api;

import io.greenloom.DoNotPatch;
import io.greenloom.Monkey;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;

/** Prints the events of patching; vetoes or fails as system properties with its name say. */
class EventPrinter implements PatchListener {
  private final String name;

  EventPrinter(String name) {
    this.name = name;
  }

  private void event(String event) {
    System.out.println(name + ": " + event);
    if (event.equals(System.getProperty("test." + name + ".veto"))) {
      throw new DoNotPatch("not today");
    }
    if (event.equals(System.getProperty("test." + name + ".fail"))) {
      throw new IllegalArgumentException("broken");
    }
  }

  @Override
  public void willPatchAll(PatchOptions options) {
    event("willPatchAll " + options);
  }

  @Override
  public void willPatch(PatchArea area) {
    event("will " + area.settingName());
  }

  @Override
  public void didPatch(PatchArea area) {
    event("did " + area.settingName() + (Monkey.isPatched(area) ? "" : ", but is not"));
  }

  @Override
  public void didPatchAll(PatchReport report) {
    event("didPatchAll " + report.areas().values().stream().filter(area -> area.patched()).count());
  }
}
