package io.greenloom.internal.thread;

/** A platform thread of the application's that is not to become green, whatever is patched. */
public final class OriginalThread extends Thread {
  /**
   * Creates a thread that is like one made with {@code new Thread(task)}.
   *
   * @param task what it runs
   */
  public OriginalThread(Runnable task) {
    super(task);
  }
}
