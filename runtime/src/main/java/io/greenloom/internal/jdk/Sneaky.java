package io.greenloom.internal.jdk;

/** Method handles declare Throwable; their targets here throw nothing that needs a handler. */
final class Sneaky {
  private Sneaky() {}

  /**
   * Throws the exception as it is.
   *
   * @return never; lets the caller write {@code throw}
   */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
    throw (E) e;
  }
}
