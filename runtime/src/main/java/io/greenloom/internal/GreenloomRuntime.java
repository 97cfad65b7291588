package io.greenloom.internal;

import io.greenloom.PatchArea;
import io.greenloom.internal.config.Config;
import io.greenloom.internal.config.Settings;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.jdk.Affinity;
import io.greenloom.internal.jdk.Bridge;
import io.greenloom.internal.jdk.ThreadSnapshot;
import io.greenloom.internal.jdk.TimerFd;
import io.greenloom.internal.monitor.HubMonitor;
import io.greenloom.internal.monitor.Reporter;
import io.greenloom.internal.thread.ThreadManagement;

/** The running hubs, and the switch that lets patched JDK code ask them. */
public final class GreenloomRuntime {
  private final Hubs hubs;
  private final Reporter reporter;
  private final RuntimeHooks hooks;

  private GreenloomRuntime(Hubs hubs, Reporter reporter, RuntimeHooks hooks) {
    this.hubs = hubs;
    this.reporter = reporter;
    this.hooks = hooks;
  }

  /**
   * Starts the hubs and what watches them.
   *
   * @param config the settings
   * @param callSites what becomes of hidden classes of the application
   * @return the runtime, switched off and without any area
   */
  public static GreenloomRuntime start(Config config, CallSites callSites) {
    ThreadSnapshot.prepare();
    if (ModuleLayer.boot().findModule("java.management").isPresent()) {
      ThreadManagement.prepare();
    }
    TimerFd.prepare();
    Affinity.prepare();
    Hubs hubs = Hubs.start(config.get(Settings.HUBS), config.get(Settings.HANDOFF_CARRIERS));
    Reporter reporter = new Reporter(config.get(Settings.MONITOR_REPORT), hubs.errors());
    boolean handOff = config.get(Settings.HANDOFF);
    boolean loopExit = config.get(Settings.LOOPEXIT);
    new HubMonitor(hubs, handOff, config.get(Settings.BLOCKED_AFTER), reporter, loopExit).start();
    return new GreenloomRuntime(hubs, reporter, new RuntimeHooks(hubs, config, callSites));
  }

  /** {@return the hubs} */
  public Hubs hubs() {
    return hubs;
  }

  /** {@return who tells what holds the hubs up} */
  public Reporter reporter() {
    return reporter;
  }

  /**
   * Puts an area in force, or the JDK's own code.
   *
   * @param area the area
   * @param on whether it is patched
   */
  public void set(PatchArea area, boolean on) {
    hooks.set(area, on);
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
