package io.greenloom.internal;

import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.jdk.Bridge;
import io.greenloom.internal.jdk.TimerFd;
import io.greenloom.internal.monitor.HubMonitor;
import io.greenloom.internal.thread.ThreadManagement;

/** The running hubs, and the switch that lets patched JDK code ask them. */
public final class GreenloomRuntime {
  private final Hubs hubs;
  private final RuntimeHooks hooks;

  private GreenloomRuntime(Hubs hubs, RuntimeHooks hooks) {
    this.hubs = hubs;
    this.hooks = hooks;
  }

  /**
   * Starts the hubs and what watches them.
   *
   * @param config the settings
   * @param callSites what becomes of hidden classes of the application
   * @return the runtime, switched off
   */
  public static GreenloomRuntime start(Config config, CallSites callSites) {
    if (ModuleLayer.boot().findModule("java.management").isPresent()) {
      ThreadManagement.prepare();
    }
    TimerFd.prepare();
    Hubs hubs = Hubs.start(config.get(Settings.HUBS), config.get(Settings.HANDOFF_CARRIERS));
    new HubMonitor(hubs.all(), config.get(Settings.HANDOFF), config.get(Settings.BLOCKED_AFTER))
        .start();
    return new GreenloomRuntime(hubs, new RuntimeHooks(hubs, config, callSites));
  }

  /** {@return the hubs} */
  public Hubs hubs() {
    return hubs;
  }

  /** Lets the patched JDK code ask the hubs. */
  public void switchOn() {
    Bridge.install(hooks);
  }

  /** Puts the JDK's own code back in force. */
  public void switchOff() {
    hooks.startPollers();
    Bridge.install(null);
  }
}
