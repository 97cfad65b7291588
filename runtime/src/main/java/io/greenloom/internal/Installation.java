package io.greenloom.internal;

import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import io.greenloom.internal.hub.Hubs;
import io.greenloom.internal.monitor.Reporter;
import org.jspecify.annotations.Nullable;

/**
 * What is installed in this JVM: at most once, and for its whole life. The agent completes it, the
 * API asks for it. Loads without the bridge, which is not there before.
 */
public final class Installation {
  private static volatile @Nullable Installation current;
  private static volatile @Nullable String failure;

  private final Hubs hubs;
  private final Reporter monitorReports;
  private final Patcher patcher;
  private @Nullable PatchReport report;

  /**
   * Describes an installation.
   *
   * @param hubs the running hubs
   * @param monitorReports who tells what holds the hubs up
   * @param patcher patches further areas, and tells what is patched; asked when somebody wants to
   *     know, as most starts of a JVM need no report
   */
  public Installation(Hubs hubs, Reporter monitorReports, Patcher patcher) {
    this.hubs = hubs;
    this.monitorReports = monitorReports;
    this.patcher = patcher;
  }

  /** {@return the running hubs} */
  public Hubs hubs() {
    return hubs;
  }

  /** {@return who tells what holds the hubs up} */
  public Reporter reporter() {
    return monitorReports;
  }

  /** {@return what is patched} */
  public synchronized PatchReport report() {
    PatchReport known = report;
    if (known == null) {
      known = patcher.report();
      report = known;
    }
    return known;
  }

  /** What is patched is not what it was. */
  public synchronized void reportChanges() {
    report = null;
  }

  /**
   * Asks whether an area is patched.
   *
   * @param area the area
   * @return whether its blocking calls are cooperative
   */
  public boolean isPatched(PatchArea area) {
    return patcher.isPatched(area);
  }

  /**
   * Patches areas that are not patched yet.
   *
   * @param options what is asked for
   * @return what is patched then
   * @throws IllegalStateException with a sentence for the user if an area could not be patched
   */
  public PatchReport patch(PatchOptions options) {
    return patcher.patch(options);
  }

  /** {@return the installation, or null before and without one} */
  public static @Nullable Installation current() {
    return current;
  }

  /**
   * The installation, for what is of no use without one.
   *
   * @return the installation
   * @throws IllegalStateException if there is none
   */
  public static Installation require() {
    Installation installation = current;
    if (installation == null) {
      throw new IllegalStateException(
          "Greenloom is not installed: call Monkey.patchAll() first, or start with"
              + " -javaagent:greenloom-agent.jar");
    }
    return installation;
  }

  /**
   * Makes an installation the one that the API uses.
   *
   * @param installation the installation, or null if it has failed after all
   */
  public static void complete(@Nullable Installation installation) {
    current = installation;
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
}
