package io.greenloom;

/**
 * Thrown out of a wait that can never end: no thread of the program is running, and none waits for
 * something that comes from outside or at some time. The message tells who waits for what.
 *
 * <p>Thrown in threads that wait in a call of this package without limit and are no greenlets of
 * {@link Greenlet#spawn} themselves, such as the main thread. gevent has an exception of this name.
 */
public final class LoopExit extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LoopExit(String message) {
    super(message);
  }
}
