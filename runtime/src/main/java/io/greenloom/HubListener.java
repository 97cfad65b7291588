package io.greenloom;

/**
 * Told when a greenlet holds its hub's carrier for long. Called by a thread of Greenloom's own, one
 * event after the other; what a listener throws is printed and otherwise ignored.
 *
 * @see Hub#addListener
 */
@FunctionalInterface
public interface HubListener {
  /**
   * A greenlet has held its hub's carrier for longer than {@code monitor.blocked-after}.
   *
   * @param incident what is known so far
   */
  void blocked(HubBlocked incident);

  /**
   * It has yielded or ended.
   *
   * @param incident the same, with the final duration and outcome
   */
  default void released(HubBlocked incident) {}
}
