package io.greenloom.internal;

import io.greenloom.PatchReport;
import io.greenloom.internal.hub.Hubs;
import org.jspecify.annotations.Nullable;

/**
 * What is installed in this JVM: at most once, and for its whole life. The agent completes it, the
 * API asks for it. Loads without the bridge, which is not there before.
 *
 * @param hubs the running hubs
 * @param report what was patched
 */
public record Installation(Hubs hubs, PatchReport report) {
  private static volatile @Nullable Installation current;
  private static volatile @Nullable String failure;

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
