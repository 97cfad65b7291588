package io.greenloom;

/**
 * Thrown out of a wait that can never end: no thread of the program is running, and none waits for
 * something that comes from outside or at some time. The message tells who waits for what.
 *
 * <p>A signal, a shutdown hook and a thread that native code has yet to attach are not seen: a
 * program that waits for nothing else in a call of this package needs the setting {@code
 * loopexit=false}. Only where there is a module {@code java.management}.
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
