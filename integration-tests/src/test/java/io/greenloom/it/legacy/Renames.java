package io.greenloom.it.legacy;

import java.util.concurrent.CyclicBarrier;

/**
 * Renames a green thread from both sides at once: by its object, and as JDK code inside it does.
 */
public final class Renames {
  private static final int TIMES = 200_000;

  private Renames() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Thread thread =
        Steps.startDaemon(
            "t",
            () -> {
              Thread virtual = virtualThread();
              start.await();
              for (int i = 0; i < TIMES; i++) {
                virtual.setName("inside " + i);
              }
            });
    start.await();
    for (int i = 0; i < TIMES; i++) {
      thread.setName("outside " + i);
    }
    Steps.join(thread);
    thread.setName("end");
    System.out.println(
        thread.getName()
            + Steps.inside(() -> {
              virtualThread().setName(", seen outside");
              return Thread.currentThread().getName();
            })
            + Steps.inside(() -> {
              Thread.currentThread().setName(", seen inside");
              return virtualThread().getName();
            }));
  }

  /** What {@code Thread.currentThread()} returns in the JDK. */
  private static Thread virtualThread() throws ReflectiveOperationException {
    Object greenlet =
        Class.forName("java.lang.GreenloomBridge").getMethod("currentGreenlet").invoke(null);
    return (Thread)
        Class.forName("java.lang.GreenloomGreenlet").getMethod("thread").invoke(greenlet);
  }
}
