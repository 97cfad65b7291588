package io.greenloom.internal.hub;

/** The bare greenlet under a greenlet of the API, which has no facade. */
public final class ApiGreenlet extends RawGreenlet {
  private final Object owner;

  /**
   * Creates it, not started.
   *
   * @param hub where it runs
   * @param name the name of its virtual thread
   * @param body what it runs
   * @param owner the {@code io.greenloom.Greenlet} that it is part of
   */
  public ApiGreenlet(Hub hub, String name, Runnable body, Object owner) {
    super(hub, name, body);
    this.owner = owner;
  }

  /** {@return the {@code io.greenloom.Greenlet} that it is part of} */
  public Object owner() {
    return owner;
  }
}
