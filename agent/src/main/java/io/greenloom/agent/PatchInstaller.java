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
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Applies the patches of areas, now or later, and reports. Only the thread that holds the {@link
 * PatchingLock} changes anything; any thread may ask.
 */
final class PatchInstaller {
  private static final List<Patch> ALL = PatchRegistry.patches(JdkCheck.isLinux());

  private final boolean greenMain;
  private final Instrumentation instrumentation;
  private final List<ClassFileTransformer> transformers = new ArrayList<>();
  private final JdkTransformer jdk = new JdkTransformer();
  private final CurrentThreadTransformer calls = new CurrentThreadTransformer();

  /** Never changed, but replaced. */
  private volatile Set<PatchArea> areas = Set.of();

  PatchInstaller(Config config, Instrumentation instrumentation) {
    this.greenMain = config.get(Settings.MAIN);
    this.instrumentation = instrumentation;
  }

  /** The areas whose patches are applied. */
  Set<PatchArea> areas() {
    return areas;
  }

  /** The first call also applies the patches that belong to no area. */
  void add(Set<PatchArea> added)
      throws UnmodifiableClassException, UnsupportedJdkException, ClassNotFoundException {
    boolean first = transformers.isEmpty();
    Set<PatchArea> all = EnumSet.noneOf(PatchArea.class);
    all.addAll(areas);
    all.addAll(added);
    List<Patch> news = patches(added, first);
    // a class of which some methods are patched already is made again, with all its patches
    jdk.use(patches(all, true));
    if (first) {
      add(jdk, true);
    }
    instrumentation.retransformClasses(JdkTransformer.types(news));
    jdk.requireDone(news);
    if (added.contains(PatchArea.THREAD)) {
      patchApplication();
    }
    areas = Collections.unmodifiableSet(all);
  }

  private void patchApplication() {
    if (!transformers.contains(calls)) {
      add(calls, true);
    }
    retransform(calls.loadedApplicationClasses(instrumentation));
    MainTransformer main = greenMain ? MainTransformer.ofCommandLine() : null;
    if (main != null) {
      add(main, false);
    }
  }

  /**
   * Takes the patches of an area back that could not be applied or did not work. Those of area
   * thread stay, as a green thread may have started meanwhile; without their hook they do nothing.
   */
  void takeBack(PatchArea area) {
    Set<PatchArea> rest = EnumSet.noneOf(PatchArea.class);
    rest.addAll(areas);
    rest.remove(area);
    areas = Collections.unmodifiableSet(rest);
    if (area != PatchArea.THREAD) {
      jdk.use(patches(rest, true));
      try {
        boolean ignored = tryRetransform(JdkTransformer.types(patches(Set.of(area), false)));
      } catch (ClassNotFoundException e) {
        // it is what could not be patched
      }
    }
  }

  private static List<Patch> patches(Set<PatchArea> of, boolean always) {
    return ALL.stream()
        .filter(patch -> patch.area() == null ? always : of.contains(patch.area()))
        .toList();
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

  /** Whether an area's blocking calls are cooperative. */
  boolean isPatched(PatchArea area) {
    return areas.contains(area) && (area != PatchArea.SSL || areas.contains(PatchArea.SOCKET));
  }

  PatchReport report(Hubs hubs, Map<PatchArea, String> reasons, List<String> notes) {
    Map<PatchArea, PatchReport.Outcome> outcomes = new EnumMap<>(PatchArea.class);
    for (PatchArea area : PatchArea.values()) {
      boolean patched = isPatched(area);
      String detail =
          patched ? methods(area) : reasons.getOrDefault(area, area.settingName() + "=false");
      outcomes.put(area, new PatchReport.Outcome(patched, detail));
    }
    return report(hubs.all().size(), hubs.all().getFirst().poller().facility(), outcomes, notes);
  }

  /** The report of a JVM in which there is nothing to report, for one reason. */
  static PatchReport nothing(String reason) {
    Map<PatchArea, PatchReport.Outcome> outcomes = new EnumMap<>(PatchArea.class);
    for (PatchArea area : PatchArea.values()) {
      outcomes.put(area, new PatchReport.Outcome(false, reason));
    }
    return report(0, "no poller", outcomes, List.of());
  }

  private static PatchReport report(
      int hubs, String poller, Map<PatchArea, PatchReport.Outcome> areas, List<String> notes) {
    return new PatchReport(
        RuntimeVersions.current(),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        hubs,
        poller,
        areas,
        notes);
  }

  private static String methods(PatchArea area) {
    if (area == PatchArea.SSL) {
      return "waits in the sockets and locks beneath it";
    }
    String methods =
        ALL.stream()
            .filter(patch -> patch.area() == area)
            .map(PatchInstaller::describe)
            .collect(Collectors.joining(", "));
    return methods.isEmpty() ? "waits in the JDK's own poller on this system" : methods;
  }

  private static String describe(Patch patch) {
    return patch.methods().stream()
        .map(Patch.Method::name)
        .distinct()
        .collect(Collectors.joining("/", patch.simpleType() + ".", ""));
  }
}
