package io.greenloom;

/**
 * Is told of what is about to be patched and what has been, and may forbid it. Listeners are added
 * by {@link Monkey#addListener} or found by {@link java.util.ServiceLoader} on the application's
 * class path, then also when Greenloom comes as {@code -javaagent}.
 *
 * <p>The order is {@link #willPatchAll}; for each area that is not patched yet and is to be, in the
 * order of {@link PatchArea}, {@link #willPatch} and {@link #didPatch}; {@link #didPatchAll}. Every
 * event goes to the added listeners in their order, then to the found ones; a veto ends its event.
 * All are called by the thread that patches, which may not patch from within them. An exception
 * other than {@link DoNotPatch} is printed and changes nothing.
 */
public interface PatchListener {
  /**
   * Areas are about to be patched. Not called if all that is asked for is patched already.
   *
   * @param options what is asked for: all areas, and the settings that are given
   * @throws DoNotPatch to leave everything as it is
   */
  default void willPatchAll(PatchOptions options) {}

  /**
   * An area is about to be patched.
   *
   * @param area the area
   * @throws DoNotPatch to leave the area as it is
   */
  default void willPatch(PatchArea area) {}

  /**
   * An area has been patched and tested.
   *
   * @param area the area
   */
  default void didPatch(PatchArea area) {}

  /**
   * Patching is over.
   *
   * @param report what is patched and what is not
   */
  default void didPatchAll(PatchReport report) {}
}
