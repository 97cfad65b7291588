package io.greenloom.internal.jdk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.function.BooleanSupplier;

/**
 * Calls the JDK's poller as the JDK's sockets and selectors do, for the self-test. Creating one
 * also initializes the JDK's poller threads, on a platform thread as they should be: they take over
 * the scheduler of whoever does it.
 */
public final class PollerCalls implements AutoCloseable {
  private static final String POLLER = "sun.nio.ch.Poller";
  private static final int POLLIN = 0x1;

  private final MethodHandle poll =
      JdkAccess.findStatic(
          POLLER,
          "poll",
          MethodType.methodType(
              void.class, int.class, int.class, long.class, BooleanSupplier.class));
  private final MethodHandle pollSelector =
      JdkAccess.findStatic(
          POLLER, "pollSelector", MethodType.methodType(void.class, int.class, long.class));
  private final int eventfd;

  /**
   * Opens a file descriptor to wait for.
   *
   * @throws UnsupportedOperationException if the system refuses
   */
  public PollerCalls() {
    try {
      Lookup lookup = JdkAccess.lookupIn(POLLER);
      lookup.ensureInitialized(lookup.lookupClass());
      eventfd = Epoll.newEventFd();
    } catch (ReflectiveOperationException | IOException e) {
      throw new UnsupportedOperationException("cannot open an eventfd: " + e.getMessage(), e);
    }
  }

  /** {@return the file descriptor} */
  public int fd() {
    return eventfd;
  }

  /**
   * Waits on the current greenlet for the file descriptor, which does not become ready.
   *
   * @param selector whether to wait as a selector does
   * @param nanos how long
   */
  public void await(boolean selector, long nanos) {
    BooleanSupplier open = () -> true;
    try {
      if (selector) {
        pollSelector.invokeExact(eventfd, nanos);
      } else {
        poll.invokeExact(eventfd, POLLIN, nanos, open);
      }
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  @Override
  public void close() {
    Epoll.close(eventfd);
  }
}
