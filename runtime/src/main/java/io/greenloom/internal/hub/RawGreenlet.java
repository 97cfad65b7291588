package io.greenloom.internal.hub;

import org.jspecify.annotations.Nullable;

/**
 * What a hub runs: the scheduler of one virtual thread, and with it the element of a run queue.
 * gevent calls the bare coroutine under a {@code Greenlet} by this name.
 */
public final class RawGreenlet extends GreenloomGreenlet {
  private final Hub hub;

  /** Whether the JVM may not exit while this greenlet lives. */
  private final boolean keepsJvm;

  /** The {@code io.greenloom.Greenlet} that this is part of, or null. */
  private final @Nullable Object owner;

  /** The virtual thread's continuation: the JDK hands the same one to each {@link #execute}. */
  private @Nullable Runnable continuation;

  /**
   * Creates the greenlet behind an application thread; the bridge makes its virtual thread.
   *
   * @param hub where it runs
   * @param facade the application's thread
   */
  public RawGreenlet(Hub hub, Thread facade) {
    super(facade);
    this.hub = hub;
    this.keepsJvm = !facade.isDaemon();
    this.owner = null;
  }

  /**
   * Creates a greenlet without facade.
   *
   * @param hub where it runs
   * @param name the name of its virtual thread
   * @param body what it runs
   * @param owner the API's greenlet
   */
  public RawGreenlet(Hub hub, String name, Runnable body, Object owner) {
    super(null);
    this.hub = hub;
    this.keepsJvm = false;
    this.owner = owner;
    newThread(name, body);
  }

  /** {@return the hub that runs this greenlet} */
  public Hub hub() {
    return hub;
  }

  /** {@return whether the JVM may not exit while this greenlet lives} */
  public boolean keepsJvm() {
    return keepsJvm;
  }

  /** {@return the API's greenlet, or null if this is a green thread} */
  public @Nullable Object owner() {
    return owner;
  }

  /** Makes the greenlet ready; called by the JDK from any thread. */
  @Override
  public void execute(Runnable command) {
    continuation = command;
    hub.ready(this);
  }

  /** Runs the greenlet until it yields or ends; the hub's carrier only. */
  void resume() {
    Runnable current = continuation;
    if (current != null) {
      current.run();
    }
  }
}
