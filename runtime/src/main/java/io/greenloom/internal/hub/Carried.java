package io.greenloom.internal.hub;

/** What a carrier does: a hub, or one greenlet without a hub. */
interface Carried {
  /**
   * Does it; throws nothing.
   *
   * @param carrier the current thread
   */
  void runOn(HubThread carrier);
}
