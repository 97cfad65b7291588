package io.greenloom;

/** Thrown when a {@link Pool} has had no place for a greenlet in time. */
public final class PoolFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message which pool, and how long it was waited for
   */
  public PoolFull(String message) {
    super(message);
  }
}
