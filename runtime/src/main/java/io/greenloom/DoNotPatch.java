package io.greenloom;

/** Thrown by a {@link PatchListener} to keep an area, or everything, as the JDK has it. */
public final class DoNotPatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A veto.
   *
   * @param reason why, for the report
   */
  public DoNotPatch(String reason) {
    super(reason);
  }
}
