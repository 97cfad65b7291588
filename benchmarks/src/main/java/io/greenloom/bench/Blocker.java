package io.greenloom.bench;

import java.util.concurrent.TimeUnit;

/** Something that keeps a thread from going on, and may keep the OS thread below it, too. */
@FunctionalInterface
interface Blocker {
  /**
   * Blocks the current thread: until {@link #hold} lets it go on, or for as long as it was told.
   */
  void block() throws Exception;

  /** Lasts as long as the other thread is to be blocked, and then lets it go on; on main. */
  default void hold(int millis) throws Exception {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
