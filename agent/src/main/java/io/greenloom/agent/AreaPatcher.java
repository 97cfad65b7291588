package io.greenloom.agent;

import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import io.greenloom.internal.GreenloomRuntime;
import io.greenloom.internal.Installation;
import io.greenloom.internal.PatchEvents;
import io.greenloom.internal.PatchListeners;
import io.greenloom.internal.Patcher;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.ReportLevel;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.dump.PlatformServer;
import io.greenloom.internal.jdk.JdkAccess;
import io.greenloom.internal.thread.OriginalCall;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Patches area by area, first at the installation and then when more is asked for. Where nobody
 * listens the installation applies all patches at once, which is faster. The thread that holds the
 * {@link PatchingLock} patches; any thread may ask what is patched.
 */
final class AreaPatcher implements Patcher {
  private static final String OLD_THREADS =
      "threads that were running already stay platform threads";

  private final Config config;
  private final Map<String, String> jvmOptions;
  private final Instrumentation instrumentation;
  private final boolean atStart;
  private final PatchInstaller patches;

  /** Why an area is not patched. */
  private final Map<PatchArea, String> reasons = new ConcurrentHashMap<>();

  private final List<String> notes = new CopyOnWriteArrayList<>();

  /** Null only until the installation has got that far. */
  private @Nullable GreenloomRuntime runtime;

  AreaPatcher(
      Config config,
      Map<String, String> jvmOptions,
      Instrumentation instrumentation,
      boolean atStart) {
    this.config = config;
    this.jvmOptions = jvmOptions;
    this.instrumentation = instrumentation;
    this.atStart = atStart;
    this.patches = new PatchInstaller(config, instrumentation);
  }

  /**
   * Installs Greenloom with the areas that are switched on; what fails here leaves the JDK's own
   * code in force.
   *
   * @return who has forbidden it and why, or null
   */
  @Nullable String install() throws Exception {
    JdkCheck.requireSupported();
    PatchEvents events = new PatchEvents(PatchListeners.all());
    String veto = events.isEmpty() ? null : events.willPatchAll(options(config));
    if (veto != null) {
      return veto;
    }
    Set<PatchArea> wanted = missing(config);
    try {
      start(events.isEmpty() ? wanted : Set.of());
      for (PatchArea area : wanted) {
        if (!patches.areas().contains(area)) {
          add(area, events);
        }
      }
    } catch (Throwable e) {
      abandon();
      throw e;
    }
    if (!atStart) {
      notes.add(OLD_THREADS);
      PlatformServer.registerIfPresent();
    }
    if (config.get(Settings.REPORT) != ReportLevel.NONE) {
      System.err.print(Installation.require().report());
    }
    if (!events.isEmpty()) {
      events.didPatchAll(Installation.require().report());
    }
    return null;
  }

  private void start(Set<PatchArea> areas) throws Exception {
    Function<Class<?>, Lookup> lookups = ModuleOpener.open(instrumentation);
    BridgeDefiner.define(lookups);
    JdkAccess.use(lookups);
    try {
      patches.add(areas);
      GreenloomRuntime started = GreenloomRuntime.start(config, patches.callSites());
      runtime = started;
      for (PatchArea area : areas) {
        started.set(area, true);
      }
      started.switchOn();
      SelfTest.run(areas, started.hubs());
      Installation.complete(new Installation(started.hubs(), started.reporter(), this));
    } finally {
      JdkAccess.use(null);
    }
  }

  private void abandon() {
    Installation.complete(null);
    patches.removeTransformers();
    if (runtime != null) {
      runtime.switchOff();
    }
  }

  /** The areas that are asked for and not patched yet, and why the others are not. */
  private Set<PatchArea> missing(Config asked) {
    Set<PatchArea> missing = asked.areas();
    for (PatchArea area : PatchArea.values()) {
      if (!missing.contains(area)) {
        String ignored =
            reasons.putIfAbsent(area, "switched off by " + area.settingName() + "=false");
      }
    }
    missing.removeAll(patches.areas());
    boolean sockets =
        missing.contains(PatchArea.SOCKET) || patches.areas().contains(PatchArea.SOCKET);
    if (!sockets && missing.remove(PatchArea.SSL)) {
      lacksSockets();
    }
    return missing;
  }

  private void lacksSockets() {
    reasons.put(PatchArea.SSL, "waits in sockets, which are not patched");
  }

  private static PatchOptions options(Config asked) {
    PatchOptions options = PatchOptions.only(asked.areas().toArray(PatchArea[]::new));
    for (Map.Entry<String, String> entry : asked.options().entrySet()) {
      if (!options.settings().containsKey(entry.getKey())) {
        options = options.with(entry.getKey(), entry.getValue());
      }
    }
    return options;
  }

  private void add(PatchArea area, PatchEvents events) throws Exception {
    if (area == PatchArea.SSL && !patches.areas().contains(PatchArea.SOCKET)) {
      lacksSockets();
      return;
    }
    String veto = events.willPatch(area);
    if (veto != null) {
      reasons.put(area, veto);
      return;
    }
    // a greenlet would hold up its hub, and the JDK's pollers are to start in a platform thread
    PatchArea added = OriginalCall.make(() -> apply(area));
    events.didPatch(added);
  }

  private PatchArea apply(PatchArea area) throws Exception {
    GreenloomRuntime running = Objects.requireNonNull(runtime);
    JdkAccess.use(ModuleOpener.open(instrumentation));
    try {
      patches.add(Set.of(area));
      running.set(area, true);
      SelfTest.run(Set.of(area), running.hubs());
      return area;
    } catch (Throwable e) {
      running.set(area, false);
      patches.takeBack(area);
      throw e;
    } finally {
      JdkAccess.use(null);
      Installation.require().reportChanges();
    }
  }

  @Override
  public PatchReport patch(PatchOptions options) {
    List<String> failures = new ArrayList<>();
    try (var _ = PatchingLock.take()) {
      Config asked = read(options);
      tellIgnored(options, asked);
      Set<PatchArea> missing = missing(asked);
      if (!missing.isEmpty()) {
        addLater(missing, asked, failures);
      }
      Installation.require().reportChanges();
      if (options.settings().containsKey(Settings.REPORT.name())
          && asked.get(Settings.REPORT) != ReportLevel.NONE) {
        System.err.print(Installation.require().report());
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(String.join("; ", failures));
    }
    return Installation.require().report();
  }

  private Config read(PatchOptions options) {
    Map<String, String> all = new LinkedHashMap<>(jvmOptions);
    all.putAll(options.settings());
    try {
      return Config.read(all);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private void tellIgnored(PatchOptions options, Config asked) {
    List<String> ignored = SettledSettings.ignored(config, patches.areas(), options, asked);
    if (!ignored.isEmpty()) {
      String note =
          "already installed, so this has no effect in a later Monkey.patchAll: "
              + String.join(", ", ignored);
      System.err.printf("greenloom: %s%n", note);
      if (!notes.contains(note)) {
        notes.add(note);
      }
    }
  }

  /** What cannot be added does not keep the other areas from it. */
  private void addLater(Set<PatchArea> missing, Config asked, List<String> failures) {
    PatchEvents events = new PatchEvents(PatchListeners.all());
    String veto = events.willPatchAll(options(asked));
    for (PatchArea area : missing) {
      if (veto != null) {
        reasons.put(area, veto);
        continue;
      }
      try {
        add(area, events);
      } catch (Throwable e) {
        reasons.put(area, describe(e));
        failures.add(describe(e));
      }
    }
    boolean late = missing.contains(PatchArea.THREAD) && isPatched(PatchArea.THREAD);
    if (late && !notes.contains(OLD_THREADS)) {
      notes.add(OLD_THREADS);
    }
    if (veto == null) {
      Installation.require().reportChanges();
      events.didPatchAll(Installation.require().report());
    }
  }

  @Override
  public boolean isPatched(PatchArea area) {
    return patches.isPatched(area);
  }

  @Override
  public PatchReport report() {
    return patches.report(Objects.requireNonNull(runtime).hubs(), reasons, notes);
  }

  /** A sentence for the user. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    return e instanceof UnsupportedJdkException && message != null ? message : e.toString();
  }
}
