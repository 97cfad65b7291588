package io.greenloom.internal;

import io.greenloom.PatchReport;
import io.greenloom.internal.hub.Hubs;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is installed in this JVM: at most once, and for its whole life. The agent completes it, the
 * API asks for it. Loads without the bridge, which is not there before.
 */
public final class Installation {
  private static volatile @Nullable Installation current;
  private static volatile @Nullable String failure;

  private final Hubs hubs;
  private final Supplier<PatchReport> reporter;
  private volatile @Nullable PatchReport report;

  /**
   * Describes an installation.
   *
   * @param hubs the running hubs
   * @param reporter tells what was patched; asked when somebody wants to know, as most starts of a
   *     JVM need no report
   */
  public Installation(Hubs hubs, Supplier<PatchReport> reporter) {
    this.hubs = hubs;
    this.reporter = reporter;
  }

  /** {@return the running hubs} */
  public Hubs hubs() {
    return hubs;
  }

  /** {@return what was patched} */
  public PatchReport report() {
    PatchReport known = report;
    if (known == null) {
      known = reporter.get();
      report = known;
    }
    return known;
  }

  /** {@return the installation, or null before and without one} */
  public static @Nullable Installation current() {
    return current;
  }

  /**
   * Makes an installation the one that the API uses.
   *
   * @param installation the installation
   */
  public static void complete(Installation installation) {
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
