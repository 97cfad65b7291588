package io.greenloom.agent;

import io.greenloom.internal.GreenloomRuntime;
import io.greenloom.internal.Installation;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.ReportLevel;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.dump.PlatformServer;
import io.greenloom.internal.jdk.JdkAccess;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Installs Greenloom in this JVM, once. Whatever goes wrong ends in one sentence on standard error
 * and an application that runs as if there were no agent; only {@code strict=true} at start-up ends
 * the JVM instead.
 */
public final class AgentInstaller implements Installer {
  /** The options of the agent that installed Greenloom, or switched it off; null before. */
  private static @Nullable String decidedBy;

  /** Called by {@link GreenloomAgent}. */
  AgentInstaller() {}

  @Override
  public void install(@Nullable String options, Instrumentation instrumentation, boolean atStart) {
    installOnce(options, instrumentation, atStart);
  }

  private static synchronized void installOnce(
      @Nullable String options, Instrumentation instrumentation, boolean atStart) {
    if (decidedBy != null) {
      warnIfOptionsDiffer(options);
      return;
    }
    Config config;
    try {
      RuntimeVersions.requireOne();
      config = Config.read(options);
    } catch (RuntimeVersions.Conflict e) {
      fail(String.valueOf(e.getMessage()), atStart);
      return;
    } catch (IllegalArgumentException e) {
      boolean strict = GreenloomAgent.isStrict(options == null ? "" : options);
      fail(String.valueOf(e.getMessage()), atStart && strict);
      return;
    }
    if (!config.get(Settings.ENABLED)) {
      Installation.failed("Greenloom is switched off by enabled=false");
      decidedBy = String.valueOf(options);
      return;
    }
    try {
      install(config, instrumentation, atStart);
      decidedBy = String.valueOf(options);
    } catch (Throwable e) {
      fail(describe(e), atStart && config.get(Settings.STRICT));
    }
  }

  private static void install(Config config, Instrumentation instrumentation, boolean atStart)
      throws Exception {
    JdkCheck.requireSupported();
    Function<Class<?>, Lookup> lookups = ModuleOpener.open(instrumentation);
    BridgeDefiner.define(lookups);
    JdkAccess.use(lookups);
    try {
      PatchInstaller patches = new PatchInstaller(config, instrumentation);
      GreenloomRuntime runtime = patchAndStart(config, patches);
      Installation installation =
          new Installation(
              runtime.hubs(), runtime.reporter(), () -> patches.report(runtime.hubs(), atStart));
      Installation.complete(installation);
      if (!atStart) {
        PlatformServer.registerIfPresent();
      }
      if (config.get(Settings.REPORT) != ReportLevel.NONE) {
        System.err.print(installation.report());
      }
    } finally {
      JdkAccess.use(null);
    }
  }

  /** What fails here leaves the JDK's own code in force. */
  private static GreenloomRuntime patchAndStart(Config config, PatchInstaller patches)
      throws Exception {
    GreenloomRuntime runtime = null;
    try {
      patches.apply();
      runtime = GreenloomRuntime.start(config, patches.callSites());
      runtime.switchOn();
      SelfTest.run(config, runtime.hubs());
      return runtime;
    } catch (Throwable e) {
      patches.removeTransformers();
      if (runtime != null) {
        runtime.switchOff();
      }
      throw e;
    }
  }

  private static void warnIfOptionsDiffer(@Nullable String options) {
    if (Installation.current() != null && !String.valueOf(options).equals(decidedBy)) {
      System.err.printf(
          "greenloom: already installed with options '%s'; '%s' of the second agent is ignored%n",
          decidedBy, options);
    }
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return e instanceof UnsupportedJdkException && message != null ? message : e.toString();
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
