package io.greenloom.agent;

import io.greenloom.PatchArea;
import io.greenloom.PatchReport;
import io.greenloom.agent.patch.Patch;
import io.greenloom.agent.patch.PatchRegistry;
import io.greenloom.internal.CallSites;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Applies the patches of the areas that are switched on, and reports. */
final class PatchInstaller {
  private final Config config;
  private final Instrumentation instrumentation;
  private final List<ClassFileTransformer> transformers = new ArrayList<>();
  private final List<Patch> patches;
  private final CurrentThreadTransformer calls = new CurrentThreadTransformer();

  PatchInstaller(Config config, Instrumentation instrumentation) {
    this.config = config;
    this.instrumentation = instrumentation;
    this.patches =
        PatchRegistry.patches(JdkCheck.isLinux()).stream()
            .filter(patch -> patch.area() == null || isOn(patch.area()))
            .toList();
  }

  private boolean isOn(PatchArea area) {
    return config.get(Settings.of(area));
  }

  void apply() throws UnmodifiableClassException, UnsupportedJdkException, ClassNotFoundException {
    JdkTransformer jdk = new JdkTransformer(patches);
    add(jdk, true);
    instrumentation.retransformClasses(jdk.types().toArray(Class<?>[]::new));
    jdk.requireComplete();
    if (isOn(PatchArea.THREAD)) {
      add(calls, true);
      retransform(calls.loadedApplicationClasses(instrumentation));
      MainTransformer main = config.get(Settings.MAIN) ? MainTransformer.ofCommandLine() : null;
      if (main != null) {
        add(main, false);
      }
    }
  }

  /** What becomes of classes of which no agent is told. */
  CallSites callSites() {
    return (loader, classFile) -> calls.transform(loader, null, null, null, classFile);
  }

  private void add(ClassFileTransformer transformer, boolean canRetransform) {
    instrumentation.addTransformer(transformer, canRetransform);
    transformers.add(transformer);
  }

  /** Classes that are loaded from now on are left as they are. */
  void removeTransformers() {
    transformers.forEach(instrumentation::removeTransformer);
  }

  /** All at once; only if that fails one by one, so that the one culprit is left out. */
  private void retransform(List<Class<?>> types) {
    if (types.isEmpty() || tryRetransform(types.toArray(Class<?>[]::new))) {
      return;
    }
    for (Class<?> type : types) {
      boolean ignored = tryRetransform(type); // its calls go on returning the virtual thread
    }
  }

  private boolean tryRetransform(Class<?>... types) {
    try {
      instrumentation.retransformClasses(types);
      return true;
    } catch (UnmodifiableClassException | LinkageError e) {
      return false;
    }
  }

  PatchReport report(Hubs hubs, boolean atStart) {
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
