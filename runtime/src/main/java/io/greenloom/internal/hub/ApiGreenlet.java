package io.greenloom.internal.hub;

/** The bare greenlet under a greenlet of the API, which has no facade. */
public final class ApiGreenlet extends RawGreenlet {
  private final Object owner;

  /** Written by whoever makes it ready, one after the other. */
  private int timesQueued;

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

  @Override
  public void execute(Runnable command) {
    timesQueued++;
    super.execute(command);
  }

  @Override
  protected int timesQueued() {
    return timesQueued;
  }

  /** {@return the {@code io.greenloom.Greenlet} that it is part of} */
  public Object owner() {
    return owner;
  }
}
