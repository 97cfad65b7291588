package io.greenloom.internal.hub;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bare greenlet under a greenlet of the API, which has no facade. */
public final class ApiGreenlet extends RawGreenlet {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Object owner;

  /** Whether it has given its hub away before the present pinned wait; its own. */
  private boolean givenHub;

  /** Written by whoever makes it ready, one after the other. */
  private int timesQueued;

  /** That number before it yielded last; only touched by itself. */
  private int queuedBefore;

  /** Number of the turn that it has or has had, see {@link Turn}; written by who takes it. */
  private volatile long turn;

  /** Where it has that turn; written before the number. */
  private volatile @Nullable HubThread turnCarrier;

  /** The carrier that asks for the turn, see {@link PinnedWaits}; set by itself, then cleared. */
  private volatile @Nullable HubThread asker;

  /** Whether it has asked and not gone on yet; written by itself. */
  private volatile boolean awaitsTurn;

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
  protected void yields() {
    queuedBefore = timesQueued;
  }

  @Override
  protected boolean hasYielded() {
    return timesQueued != queuedBefore;
  }

  void hasGivenHub(boolean given) {
    givenHub = given;
  }

  boolean hasGivenHub() {
    return givenHub;
  }

  /** {@return the {@code io.greenloom.Greenlet} that it is part of} */
  public Object owner() {
    return owner;
  }

  // -- its turn

  long turn() {
    return turn;
  }

  @Nullable HubThread turnCarrier() {
    return turnCarrier;
  }

  void getsTurn(long number, HubThread carrier) {
    turnCarrier = carrier;
    turn = number;
  }

  /** {@return whether it has waited without leaving its carrier, and now awaits its turn} */
  public boolean awaitsItsTurn() {
    return awaitsTurn;
  }

  /** It is going to be queued for its turn; called by itself. */
  void asksWith(HubThread carrier) {
    awaitsTurn = true;
    asker = carrier;
  }

  /** Who asks, or null; the hub's owner, or itself. */
  @Nullable HubThread asker() {
    return asker;
  }

  /** Lets it go on; the hub's owner. */
  void goesOn(HubThread carrier) {
    asker = null;
    unparkCarrier(carrier);
  }

  /** Blocks the carrier until then; called by itself. */
  void awaitTurn() {
    while (asker != null) {
      parkCarrier(0);
    }
    restoreInterrupt();
    awaitsTurn = false;
  }

  /** Blocks the carrier for a while; called by itself. */
  void pause() {
    parkCarrier(PAUSE);
  }
}
