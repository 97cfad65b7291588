package io.greenloom.bench;

/**
 * An agent that does nothing. Its presence alone has a price: the VM starts {@code
 * java.instrument}, and accounts for every mount and unmount of a virtual thread.
 */
public final class EmptyAgent {
  private EmptyAgent() {}

  /**
   * Does nothing.
   *
   * @param options not used
   */
  @SuppressWarnings("UnusedVariable") // The VM looks for a method with this parameter.
  public static void premain(String options) {}
}
