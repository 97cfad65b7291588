package io.greenloom.internal.jdk;

/**
 * Throws what the compiler does not expect: method handles declare Throwable, and a greenlet may
 * have anything thrown in it.
 */
public final class Sneaky {
  private Sneaky() {}

  /**
   * Throws the exception as it is.
   *
   * @param e the exception
   * @param <E> taken for unchecked
   * @return never; lets the caller write {@code throw}
   * @throws E the exception
   */
  @SuppressWarnings("unchecked")
  public static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
    throw (E) e;
  }
}
