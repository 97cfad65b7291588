package io.greenloom.agent;

import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import io.greenloom.internal.Installation;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import java.lang.instrument.Instrumentation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Installs Greenloom in this JVM, once. Whatever goes wrong ends in one sentence on standard error
 * and an application that runs as if there were no agent; only {@code strict=true} at start-up ends
 * the JVM instead. All fields are read and written under {@link PatchingLock}.
 */
public final class AgentInstaller implements Installer {
  /** The options of the agent that installed Greenloom, or switched it off; null before. */
  private static @Nullable String decidedBy;

  /** From the agent that came first, also if it has not installed Greenloom. */
  private static @Nullable Instrumentation instrumentation;

  /** What the operator has given to that agent; {@code Monkey.patchAll} begins with it. */
  private static Map<String, String> jvmOptions = Map.of();

  /** Called by {@link GreenloomAgent}. */
  AgentInstaller() {}

  @Override
  public void install(@Nullable String options, Instrumentation given, boolean atStart) {
    if (SelfAttach.takes(options, given)) {
      return; // Monkey.patchAll goes on, in the thread that has called it
    }
    try (var _ = PatchingLock.take()) {
      if (decidedBy != null) {
        warnIfOptionsDiffer(options);
        return;
      }
      instrumentation = given;
      String veto = null;
      try {
        veto = installOnce(Config.options(options), true, String.valueOf(options), atStart);
      } catch (IllegalArgumentException e) {
        boolean strict = GreenloomAgent.isStrict(options == null ? "" : options);
        fail(String.valueOf(e.getMessage()), atStart && strict);
      }
      if (veto != null) {
        System.err.printf("greenloom: %s; the application runs unpatched%n", veto);
      }
    }
  }

  /** {@code Monkey.patchAll} where Greenloom has not been installed. */
  static PatchReport patchAll(PatchOptions options) {
    String veto = null;
    boolean first;
    try (var _ = PatchingLock.take()) {
      first = Installation.current() == null && decidedBy == null;
      if (first) {
        veto = installFor(options);
      }
    }
    Installation installation = Installation.current();
    if (installation != null) {
      // unless another thread was faster, that is all
      return first ? installation.report() : installation.patch(options);
    }
    if (veto != null) {
      return PatchInstaller.nothing(veto);
    }
    String failure = Installation.failure();
    throw new IllegalStateException(
        failure != null ? failure : "Greenloom's agent was loaded but did not start");
  }

  private static @Nullable String installFor(PatchOptions options) {
    if (instrumentation == null) {
      instrumentation = SelfAttach.attach();
    }
    try {
      // the operator's settings, and what the application asks for, which wins
      Map<String, String> all = new LinkedHashMap<>(jvmOptions);
      all.putAll(options.settings());
      return installOnce(all, false, options.toString(), false);
    } catch (IllegalArgumentException e) {
      fail(String.valueOf(e.getMessage()), false);
      return null;
    }
  }

  /** Returns who has forbidden it and why, or null. */
  private static @Nullable String installOnce(
      Map<String, String> options, boolean ofJvm, String text, boolean atStart) {
    Config config;
    try {
      RuntimeVersions.requireOne();
      config = Config.read(options);
    } catch (RuntimeVersions.Conflict e) {
      fail(String.valueOf(e.getMessage()), atStart);
      return null;
    }
    if (ofJvm) {
      jvmOptions = Map.copyOf(options);
    }
    if (!config.get(Settings.ENABLED)) {
      Installation.failed("Greenloom is switched off by enabled=false");
      decidedBy = text;
      return null;
    }
    try {
      AreaPatcher patcher =
          new AreaPatcher(config, jvmOptions, Objects.requireNonNull(instrumentation), atStart);
      String veto = patcher.install();
      decidedBy = veto == null ? text : null;
      return veto;
    } catch (Throwable e) {
      fail(AreaPatcher.describe(e), atStart && config.get(Settings.STRICT));
      return null;
    }
  }

  private static void warnIfOptionsDiffer(@Nullable String options) {
    if (Installation.current() != null && !String.valueOf(options).equals(decidedBy)) {
      System.err.printf(
          "greenloom: already installed with options '%s'; '%s' of the second agent is ignored%n",
          decidedBy, options);
    }
  }

  private static void fail(String reason, boolean exit) {
    Installation.failed(reason);
    System.err.printf(
        "greenloom: %s; %s%n",
        reason, exit ? "the application does not start" : "the application runs unpatched");
    if (exit) {
      System.exit(1);
    }
  }
}
