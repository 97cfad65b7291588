package io.greenloom;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Greenlets that do not outlive a block of code. If it is left early, by an exception for instance,
 * those that are still running are killed; in any case it is left when all have ended.
 *
 * <pre>{@code
 * try (GreenletScope scope = GreenletScope.open()) {
 *   Greenlet<String> user = scope.spawn(() -> fetchUser(id));
 *   Greenlet<String> order = scope.spawn(() -> fetchOrder(id));
 *   scope.joinOrThrow();
 *   return user.get() + order.get();
 * }
 * }</pre>
 *
 * <p>For any thread, except that the block is one thread's. gevent's greenlets are context managers
 * with the same rules.
 */
public final class GreenletScope implements AutoCloseable {
  private final Group group = new Group(Permits.UNLIMITED, true);

  private GreenletScope() {}

  /**
   * What to run in a scope.
   *
   * @see GreenletScope#run
   */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs it.
     *
     * @param scope for its greenlets
     * @throws Exception whatever it likes; the greenlets are killed with it then
     */
    void run(GreenletScope scope) throws Exception;
  }

  /** {@return a new scope, to be closed by the current thread} */
  public static GreenletScope open() {
    return new GreenletScope();
  }

  /**
   * Runs something in a new scope and waits for its greenlets. If it throws something they are
   * killed with that, and then it is thrown.
   *
   * @param body what to run
   * @throws Exception what it threw, {@code InterruptedException} if the current thread is
   *     interrupted while it waits for the greenlets
   */
  public static void run(Body body) throws Exception {
    Objects.requireNonNull(body, "body");
    GreenletScope scope = open();
    try {
      body.run(scope);
      scope.join();
    } catch (Throwable e) {
      scope.group.close(e);
      throw e;
    }
    scope.close();
  }

  /**
   * Starts a greenlet in this scope.
   *
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> spawn(Callable<T> body) {
    return started(Greenlet.builder().unstarted(body));
  }

  /**
   * Starts a greenlet that returns nothing in this scope.
   *
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public Greenlet<@Nullable Void> spawn(Greenlet.Task task) {
    return started(Greenlet.builder().unstarted(task));
  }

  /**
   * Starts a greenlet with a name in this scope.
   *
   * @param name its name, also that of its thread
   * @param body what it runs and returns
   * @param <T> type of the result
   * @return the started greenlet
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public <T extends @Nullable Object> Greenlet<T> spawn(String name, Callable<T> body) {
    return started(Greenlet.builder().name(name).unstarted(body));
  }

  /**
   * Starts a greenlet with a name that returns nothing in this scope.
   *
   * @param name its name, also that of its thread
   * @param task what it runs
   * @return the started greenlet
   * @throws IllegalStateException if this is closed or Greenloom is not installed in this JVM
   */
  public Greenlet<@Nullable Void> spawn(String name, Greenlet.Task task) {
    return started(Greenlet.builder().name(name).unstarted(task));
  }

  private <T extends @Nullable Object> Greenlet<T> started(Greenlet<T> greenlet) {
    boolean ignored = group.tryAdd(greenlet); // there always is a place
    group.startMember(greenlet);
    return greenlet;
  }

  /**
   * Waits until all greenlets have ended; how they ended is not looked at.
   *
   * @throws InterruptedException if the current thread is interrupted
   */
  public void join() throws InterruptedException {
    group.join();
  }

  /**
   * Waits until all greenlets have ended, or one has failed. Then the others are killed, and waited
   * for.
   *
   * @throws ExecutionException with the exception of the first that failed as cause
   * @throws InterruptedException if the current thread is interrupted
   */
  public void joinOrThrow() throws InterruptedException, ExecutionException {
    try {
      boolean ignored = group.joinOrThrow(null);
    } catch (ExecutionException e) {
      group.kill();
      throw e;
    }
  }

  /**
   * Kills the greenlets that have not ended, and waits for them. An interrupt does not end the
   * wait; the current thread is interrupted afterwards. No greenlet can be started any more.
   */
  @Override
  public void close() {
    group.close();
  }

  @Override
  public String toString() {
    return "GreenletScope of " + group;
  }
}
