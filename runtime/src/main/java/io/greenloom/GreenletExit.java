package io.greenloom;

/**
 * Thrown in a greenlet that is killed, at the next call that blocks. Whoever catches it should let
 * it go on after cleaning up. A greenlet that ends with it counts as successful.
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} does not swallow it, as gevent's is a
 * {@code BaseException}.
 *
 * @see Greenlet#kill()
 */
public final class GreenletExit extends Error {
  private static final long serialVersionUID = 1L;

  /** Creates one without message. */
  public GreenletExit() {}

  /**
   * Creates one with a message.
   *
   * @param message why the greenlet has to end
   */
  public GreenletExit(String message) {
    super(message);
  }
}
