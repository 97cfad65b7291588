package io.greenloom.agent;

import io.greenloom.PatchReport;
import io.greenloom.internal.GreenloomRuntime;
import io.greenloom.internal.Installation;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
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
public final class AgentInstaller {
  private static @Nullable String installedWith;

  private AgentInstaller() {}

  /**
   * Installs, or says why not.
   *
   * @param options agent options, may be null
   * @param instrumentation from the JVM
   * @param atStart whether the application has not started yet
   */
  public static synchronized void install(
      @Nullable String options, Instrumentation instrumentation, boolean atStart) {
    if (installedWith != null) {
      warnIfOptionsDiffer(options);
      return;
    }
    boolean strict = false;
    try {
      RuntimeVersions.requireOne();
      Config config = Config.read(options);
      strict = config.get(Settings.STRICT);
      installedWith = String.valueOf(options);
      if (config.get(Settings.ENABLED)) {
        install(config, instrumentation, atStart);
      } else {
        Installation.failed("Greenloom is switched off by enabled=false");
      }
    } catch (RuntimeVersions.Conflict e) {
      fail(String.valueOf(e.getMessage()), atStart);
    } catch (IllegalArgumentException e) {
      fail(
          String.valueOf(e.getMessage()),
          atStart && GreenloomAgent.isStrict(options == null ? "" : options));
    } catch (Throwable e) {
      fail(describe(e), atStart && strict);
    }
  }

  private static void install(Config config, Instrumentation instrumentation, boolean atStart)
      throws Exception {
    JdkCheck.requireSupported();
    Function<Class<?>, Lookup> lookups = ModuleOpener.open(instrumentation);
    BridgeDefiner.define(lookups.apply(Object.class));
    JdkAccess.use(lookups);
    try {
      GreenloomRuntime runtime = GreenloomRuntime.start(config);
      PatchInstaller patches = new PatchInstaller(config, runtime.hubs());
      patches.apply(instrumentation);
      runtime.switchOn();
      try {
        SelfTest.run(config, runtime.hubs());
      } catch (Throwable e) {
        runtime.switchOff();
        throw e;
      }
      PatchReport report = patches.report(atStart);
      Installation.complete(new Installation(runtime.hubs(), report));
      if (config.get(Settings.REPORT)) {
        System.err.print(report);
      }
    } finally {
      JdkAccess.use(null);
    }
  }

  private static void warnIfOptionsDiffer(@Nullable String options) {
    if (!String.valueOf(options).equals(installedWith)) {
      System.err.printf(
          "greenloom: already installed with options '%s'; '%s' of the second agent is ignored%n",
          installedWith, options);
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
