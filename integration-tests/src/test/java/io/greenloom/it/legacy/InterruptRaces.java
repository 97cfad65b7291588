package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.step;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Interrupts that come while a thread starts or ends are not lost. */
public final class InterruptRaces {
  private static final int ROUNDS = 1_000;

  private InterruptRaces() {}

  /** Runs the program. */
  public static void main(String[] args) {
    step("while it starts", InterruptRaces::whileStarting);
    step("while it ends", InterruptRaces::whileEnding);
    step("by several", InterruptRaces::bySeveral);
  }

  /** Each thread waits for ever unless it sees the interrupt. */
  private static Object whileStarting() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      LinkedBlockingQueue<String> empty = new LinkedBlockingQueue<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  empty.take();
                } catch (InterruptedException e) {
                  // as it should be
                }
              },
              "starting");
      thread.setDaemon(true);
      Thread interrupter = interrupter(thread, i);
      interrupter.start();
      spin(i / 32);
      thread.start();
      join(thread, interrupter);
    }
    return "all seen";
  }

  private static Object whileEnding() throws InterruptedException {
    int lost = 0;
    for (int i = 0; i < ROUNDS; i++) {
      int spin = i;
      Thread thread = new Thread(() -> spin(spin), "ending");
      thread.start();
      thread.interrupt();
      join(thread);
      lost += thread.isInterrupted() ? 0 : 1;
    }
    return lost + " lost";
  }

  /** However many interrupt it at once, the flag is cleared once and stays so. */
  private static Object bySeveral() throws InterruptedException {
    int twice = 0;
    for (int i = 0; i < ROUNDS / 10; i++) {
      CountDownLatch interrupted = new CountDownLatch(1);
      boolean[] again = new boolean[1];
      Thread thread =
          new Thread(
              () -> {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  awaitUninterruptibly(interrupted);
                  clearFlag();
                  again[0] = Thread.currentThread().isInterrupted();
                }
              },
              "interrupted");
      thread.setDaemon(true);
      Thread first = interrupter(thread, i);
      Thread second = interrupter(thread, 2 * i);
      thread.start();
      first.start();
      second.start();
      join(first, second);
      interrupted.countDown();
      join(thread);
      twice += again[0] ? 1 : 0;
    }
    return twice + " flags that cannot be cleared";
  }

  private static void clearFlag() {
    boolean _ = Thread.interrupted();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private static Thread interrupter(Thread thread, int spin) {
    return new Thread(
        () -> {
          spin(spin);
          thread.interrupt();
        },
        "interrupter");
  }

  private static void spin(int count) {
    for (int i = 0; i < count % 32 * 10; i++) {
      Thread.onSpinWait();
    }
  }
}
