package io.greenloom.internal.thread;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call on a platform thread of its own, for which a virtual thread waits. To the caller it is
 * as if it had made the call itself: an interrupt reaches the call, and is left over if the call
 * leaves it.
 *
 * @param <T> what the call returns
 */
public final class OriginalCall<T extends @Nullable Object> {
  private final Callable<T> call;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();

  /** Written before the outcome, read after it. */
  private boolean leftInterrupted;

  private OriginalCall(Callable<T> call) {
    this.call = call;
  }

  /**
   * Makes a call where the JDK's own code is in force: by a platform thread.
   *
   * @param call what to do
   * @param <T> what it returns
   * @return what it has returned
   * @throws Exception what it has thrown
   */
  public static <T extends @Nullable Object> T make(Callable<T> call) throws Exception {
    return Thread.currentThread().isVirtual() ? new OriginalCall<>(call).elsewhere() : call.call();
  }

  private void run() {
    try {
      T result = call.call();
      leftInterrupted = Thread.currentThread().isInterrupted();
      boolean ignored = outcome.complete(result);
    } catch (Throwable e) {
      leftInterrupted = Thread.currentThread().isInterrupted();
      boolean ignored = outcome.completeExceptionally(e);
    }
  }

  private T elsewhere() throws Exception {
    Thread thread = new OriginalThread(this::run);
    thread.setName("original call of " + Thread.currentThread().getName());
    thread.setDaemon(true); // who waits for it keeps the JVM alive, or does not
    thread.start();
    try {
      return await(thread);
    } catch (ExecutionException e) {
      throw rethrow(Objects.requireNonNull(e.getCause()));
    } finally {
      if (!outcome.isDone()) {
        thread.interrupt(); // the caller has had something thrown in it, and does not wait any more
      } else if (leftInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private T await(Thread thread) throws ExecutionException {
    while (true) {
      try {
        return outcome.get();
      } catch (InterruptedException e) {
        thread.interrupt(); // the call decides what that means
      }
    }
  }

  /** As it is, whether the call has declared it or not. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
    throw (E) e;
  }
}
