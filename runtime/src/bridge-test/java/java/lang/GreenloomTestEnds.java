package java.lang;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.internal.misc.Unsafe;

/** The end of green threads that no hub runs, and those who wait for it; any thread. */
public final class GreenloomTestEnds {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long LINK = U.objectFieldOffset(Thread.class, "scopedValueBindings");

  private GreenloomTestEnds() {}

  /** Whose virtual thread is never started. */
  private static final class Idle extends GreenloomGreenlet {
    Idle(Thread facade) {
      super(facade);
      Thread _ = newThread("idle", () -> {});
    }

    @Override
    public void execute(Runnable command) {}
  }

  /** {@return a thread that counts as green and alive} */
  public static Thread begin() {
    Thread facade = new Thread(() -> {});
    U.putReferenceVolatile(facade, LINK, new Idle(facade));
    return facade;
  }

  /**
   * Ends such a thread.
   *
   * @param facade the thread
   */
  public static void end(Thread facade) {
    GreenloomThreads.finish(facade);
  }

  /**
   * Ends it, but has looked before for those who wait.
   *
   * @param facade the thread
   */
  public static void endWithoutLookingAgain(Thread facade) {
    CountDownLatch awaited = GreenloomThreads.greenletBehind(facade).awaitedEnd();
    dawdle();
    U.putReferenceVolatile(facade, LINK, null);
    if (awaited != null) {
      awaited.countDown();
    }
  }

  /**
   * Waits for its end.
   *
   * @param facade the thread
   * @param millis the longest wait
   * @throws InterruptedException if the current thread is interrupted
   */
  public static void join(Thread facade, long millis) throws InterruptedException {
    boolean _ = GreenloomThreads.join(facade, millis);
  }

  /**
   * Waits for it, but has looked before whether it has ended.
   *
   * @param facade the thread
   * @param millis the longest wait
   * @throws InterruptedException if the current thread is interrupted
   */
  public static void joinWithoutLookingAgain(Thread facade, long millis)
      throws InterruptedException {
    GreenloomGreenlet greenlet = GreenloomThreads.greenletBehind(facade);
    if (greenlet != null) {
      dawdle();
      boolean _ = greenlet.end().await(millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Between the only look and what it was for. */
  private static void dawdle() {
    for (int i = 0; i < 300; i++) {
      Thread.onSpinWait();
    }
  }
}
