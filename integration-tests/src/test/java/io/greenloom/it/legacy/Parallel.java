package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that depend on each other's progress without ever waiting, or all start from one, or move
 * between processors while they hold timers, locks and sockets.
 */
public final class Parallel {
  private static final int MEETINGS = 5;
  private static final int CHILDREN = 2_000;
  private static final int HANDOVERS = 2_000;

  private Parallel() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    step("threads that spin until the other one does", () -> inside(Parallel::meetings));
    step("sum by the children of one thread", () -> inside(Parallel::children));
    step("hand-overs with a time limit", () -> inside(Parallel::handovers));
  }

  private static int meetings() throws Exception {
    int met = 0;
    for (int i = 0; i < MEETINGS; i++) {
      AtomicInteger arrived = new AtomicInteger();
      Runnable spinner =
          () -> {
            arrived.incrementAndGet();
            while (arrived.get() < 2) {
              Thread.onSpinWait();
            }
          };
      Thread one = start("one", spinner::run);
      Thread two = start("two", spinner::run);
      join(one);
      join(two);
      met += arrived.get() / 2;
    }
    return met;
  }

  private static long children() throws Exception {
    AtomicLong sum = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= CHILDREN; i++) {
      long number = i;
      threads.add(
          start(
              "child",
              () -> {
                Thread.sleep(number % 4);
                sum.addAndGet(number);
              }));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    return sum.get();
  }

  /** Each wait has a time limit far away, whose timer is taken back on whatever hub it ends. */
  private static int handovers() throws Exception {
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    AtomicInteger received = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          start(
              "taker",
              () -> {
                for (int j = 0; j < HANDOVERS; j++) {
                  if (queue.poll(1, TimeUnit.HOURS) != null) {
                    received.incrementAndGet();
                  }
                }
              }));
      threads.add(
          start(
              "giver",
              () -> {
                for (int j = 0; j < HANDOVERS; j++) {
                  queue.put(j);
                }
              }));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    return received.get();
  }
}
