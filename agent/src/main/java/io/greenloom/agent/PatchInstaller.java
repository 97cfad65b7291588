package io.greenloom.agent;

import io.greenloom.PatchArea;
import io.greenloom.PatchReport;
import io.greenloom.agent.patch.Patch;
import io.greenloom.agent.patch.PatchRegistry;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies the patches of the areas that are switched on, and reports. */
final class PatchInstaller {
  /** Calls of these areas hold the hub's carrier until hand-off gives the hub another. */
  private static final Set<PatchArea> NOT_COVERED =
      EnumSet.of(PatchArea.DNS, PatchArea.FILE, PatchArea.PROCESS);

  private final Config config;
  private final Hubs hubs;
  private final List<Patch> patches;

  PatchInstaller(Config config, Hubs hubs) {
    this.config = config;
    this.hubs = hubs;
    this.patches =
        PatchRegistry.patches(JdkCheck.isLinux()).stream()
            .filter(patch -> patch.area() == null || isOn(patch.area()))
            .toList();
  }

  private boolean isOn(PatchArea area) {
    return config.get(Settings.of(area));
  }

  void apply(Instrumentation instrumentation)
      throws UnmodifiableClassException, UnsupportedJdkException, ClassNotFoundException {
    JdkTransformer jdk = new JdkTransformer(patches);
    instrumentation.addTransformer(jdk, true);
    instrumentation.retransformClasses(jdk.types().toArray(Class<?>[]::new));
    jdk.requireComplete();
    if (isOn(PatchArea.THREAD)) {
      CurrentThreadTransformer calls = new CurrentThreadTransformer();
      instrumentation.addTransformer(calls, true);
      retransform(instrumentation, calls.loadedApplicationClasses(instrumentation));
      if (config.get(Settings.MAIN)) {
        patchMain(instrumentation);
      }
    }
  }

  private static void patchMain(Instrumentation instrumentation) {
    MainTransformer main = MainTransformer.ofCommandLine();
    if (main != null) {
      instrumentation.addTransformer(main);
    }
  }

  /** One by one: a class that cannot be changed must not keep the others from it. */
  private static void retransform(Instrumentation instrumentation, List<Class<?>> types) {
    for (Class<?> type : types) {
      try {
        instrumentation.retransformClasses(type);
      } catch (UnmodifiableClassException | LinkageError e) {
        // its calls of Thread.currentThread() return the virtual thread
      }
    }
  }

  PatchReport report(boolean atStart) {
    Map<PatchArea, PatchReport.Outcome> areas = new EnumMap<>(PatchArea.class);
    for (PatchArea area : PatchArea.values()) {
      areas.put(area, outcome(area));
    }
    List<String> notes = new ArrayList<>();
    if (!atStart) {
      notes.add("threads that were running already stay platform threads");
    }
    return new PatchReport(
        RuntimeVersions.current(),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        hubs.all().size(),
        hubs.all().getFirst().poller().facility(),
        areas,
        notes);
  }

  private PatchReport.Outcome outcome(PatchArea area) {
    if (!isOn(area)) {
      return new PatchReport.Outcome(false, "switched off by " + area.settingName() + "=false");
    }
    if (NOT_COVERED.contains(area)) {
      return new PatchReport.Outcome(
          false,
          config.get(Settings.HANDOFF)
              ? "a blocking call holds its carrier; the hub goes on with another"
              : "a blocking call stops its hub");
    }
    if (area == PatchArea.SSL) {
      return new PatchReport.Outcome(
          isOn(PatchArea.SOCKET), "waits in the sockets and locks beneath it");
    }
    String methods =
        patches.stream()
            .filter(patch -> patch.area() == area)
            .map(PatchInstaller::describe)
            .collect(Collectors.joining(", "));
    return methods.isEmpty()
        ? new PatchReport.Outcome(true, "waits in the JDK's own poller on this system")
        : new PatchReport.Outcome(true, methods);
  }

  private static String describe(Patch patch) {
    return patch.methods().stream()
        .map(Patch.Method::name)
        .distinct()
        .collect(Collectors.joining("/", patch.simpleType() + ".", ""));
  }
}
