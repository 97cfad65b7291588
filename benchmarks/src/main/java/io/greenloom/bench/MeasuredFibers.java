package io.greenloom.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a benchmark of Greenloom's API runs on: each invocation is a new one of these, with so many
 * operations that its start does not count.
 */
@State(Scope.Thread)
public class MeasuredFibers {
  /** Whose they are. */
  @Param FiberKind kind = FiberKind.VIRTUAL;

  private Fibers fibers = FiberKind.VIRTUAL.fibers();

  /** Creates the state, for JMH. */
  public MeasuredFibers() {}

  /**
   * Refuses to measure on anything else, or on several hubs.
   *
   * @throws Exception what is wrong
   */
  @Setup
  public void requireKind() throws Exception {
    fibers = kind.fibers();
    boolean ignored = fibers.call(() -> fibers.call(() -> true)); // also one that another started
  }

  Fibers get() {
    return fibers;
  }

  /** Calls something in a new one. */
  <T> T call(Callable<T> body) throws InterruptedException, ExecutionException {
    return fibers.call(body);
  }
}
