package io.greenloom.internal;

import io.greenloom.PatchArea;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;

/** The agent's side of an installation, as the API needs it. Any thread. */
public interface Patcher {
  /**
   * Patches areas that are not patched yet.
   *
   * @param options what is asked for
   * @return what is patched then
   * @throws IllegalStateException with a sentence for the user if an area could not be patched
   */
  PatchReport patch(PatchOptions options);

  /**
   * Asks whether an area is patched.
   *
   * @param area the area
   * @return whether its blocking calls are cooperative
   */
  boolean isPatched(PatchArea area);

  /** {@return what is patched, newly made} */
  PatchReport report();
}
