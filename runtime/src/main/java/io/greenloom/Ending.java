package io.greenloom;

import io.greenloom.internal.hub.ApiGreenlet;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a greenlet has ended.
 *
 * @param value what its body returned, or null
 * @param exception what it threw, or null; {@link GreenletExit} is no failure
 */
record Ending<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable exception) {
  private static final int MOST_CAUSES = 16;

  boolean isFailure() {
    return exception != null && !(exception instanceof GreenletExit);
  }

  /** What was returned, which null is part of if T allows it. */
  @SuppressWarnings("NullAway")
  T get() throws ExecutionException {
    if (exception != null) {
      throw new ExecutionException(exception);
    }
    return value;
  }

  /**
   * What a body has really ended with: an {@code InterruptedException}, wrapped or not, may be how
   * it was told something that it has not thrown yet.
   */
  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  static Throwable cause(Throwable exception, @Nullable ApiGreenlet raw) {
    if (raw == null || !raw.hasPending() || !isInterrupt(exception)) {
      return exception;
    }
    Throwable pending = raw.pending().take();
    if (pending == null) {
      return exception;
    }
    if (pending != exception) {
      pending.addSuppressed(exception);
    }
    return pending;
  }

  /** Whether it is, or wraps, an {@code InterruptedException}. */
  static boolean isInterrupt(Throwable exception) {
    Throwable each = exception;
    for (int i = 0; each != null && i < MOST_CAUSES; i++) {
      if (each instanceof InterruptedException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
