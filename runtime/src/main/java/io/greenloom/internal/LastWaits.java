package io.greenloom.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Waits without limit in calls of the API, of threads that are no greenlets of the API themselves.
 * If nothing can happen any more in the whole program, these threads are told.
 */
public final class LastWaits {
  private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();

  private LastWaits() {}

  /** One such wait. */
  public interface Wait {
    /** {@return who waits} */
    Thread thread();

    /** {@return what for} */
    Object what();

    /**
     * Ends the wait.
     *
     * @param message why
     */
    void neverEnds(String message);
  }

  /**
   * A thread is about to wait.
   *
   * @param wait the wait
   */
  public static void begin(Wait wait) {
    WAITS.add(wait);
  }

  /**
   * It waits no longer.
   *
   * @param wait the wait
   */
  public static void end(Wait wait) {
    WAITS.remove(wait);
  }

  /** {@return those that go on} */
  public static Set<Wait> all() {
    return WAITS;
  }
}
