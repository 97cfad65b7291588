package io.greenloom;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Pauses between attempts that fail, longer each time, and tells of the first failure only. For one
 * thread.
 */
final class BackOff {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Object who;
  private Duration next = SHORTEST;
  private boolean told;

  /**
   * Creates one without failures.
   *
   * @param who who fails, for the message
   */
  BackOff(Object who) {
    this.who = who;
  }

  /** An attempt has succeeded. */
  void reset() {
    next = SHORTEST;
    told = false;
  }

  /** An attempt has failed: waits until the next may be made. */
  void await(@Nullable Exception failure) throws InterruptedException {
    if (!told) {
      told = true;
      System.err.println("greenloom: " + who + " cannot accept, and tries again: " + failure);
    }
    Greenlet.sleep(next);
    next = next.multipliedBy(2);
    next = next.compareTo(LONGEST) > 0 ? LONGEST : next;
  }
}
