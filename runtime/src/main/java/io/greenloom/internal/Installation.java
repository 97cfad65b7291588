package io.greenloom.internal;

import io.greenloom.PatchReport;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.jdk.Bridge;
import io.greenloom.internal.monitor.HubMonitor;
import org.jspecify.annotations.Nullable;

/**
 * What is installed in this JVM: at most once, and for its whole life. The agent drives it; the API
 * asks it.
 */
public final class Installation {
  private static volatile @Nullable Installation current;
  private static volatile @Nullable String failure;

  private final Hubs hubs;
  private final PatchReport report;

  private Installation(Hubs hubs, PatchReport report) {
    this.hubs = hubs;
    this.report = report;
  }

  /** The state of a JVM in which hubs run but nothing has been handed to them. */
  public static final class Prepared {
    private final Hubs hubs;
    private final GreenloomHooks hooks;

    private Prepared(Hubs hubs, GreenloomHooks hooks) {
      this.hubs = hubs;
      this.hooks = hooks;
    }

    /** {@return the running hubs} */
    public Hubs hubs() {
      return hubs;
    }

    /** Lets the patched JDK code ask the runtime. */
    public void switchOn() {
      Bridge.install(hooks);
    }

    /** Puts the JDK's own code back in force. */
    public void switchOff() {
      Bridge.install(null);
    }

    /**
     * Makes this the installation that the API uses.
     *
     * @param report what was patched
     */
    public void complete(PatchReport report) {
      current = new Installation(hubs, report);
    }
  }

  /**
   * Starts the hubs.
   *
   * @param config the settings
   * @return the next step
   */
  public static Prepared prepare(Config config) {
    Hubs hubs = Hubs.start(config.get(Settings.HUBS));
    new HubMonitor(hubs.all(), config.get(Settings.HANDOFF), config.get(Settings.BLOCKED_AFTER))
        .start();
    return new Prepared(hubs, new RuntimeHooks(hubs, config));
  }

  /** {@return the installation, or null before and without one} */
  public static @Nullable Installation current() {
    return current;
  }

  /**
   * Remembers why there is no installation.
   *
   * @param sentence for the user
   */
  public static void failed(String sentence) {
    failure = sentence;
  }

  /** {@return why the last attempt failed, or null} */
  public static @Nullable String failure() {
    return failure;
  }

  /** {@return the hubs} */
  public Hubs hubs() {
    return hubs;
  }

  /** {@return what was patched} */
  public PatchReport report() {
    return report;
  }
}
