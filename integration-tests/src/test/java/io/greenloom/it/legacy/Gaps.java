package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Small things that are not the same under the agent; one for each argument. */
@SuppressWarnings("LockNotBeforeTry")
public final class Gaps {
  /** All arguments there are. */
  public enum Gap {
    STACK_TRACE,
    STACK_DEPTH,
    REFLECTION,
    ALL_STACK_TRACES,
    THREAD_GROUP,
    THREAD_COUNT,
    THREAD_INFO,
    QUEUED_THREAD,
    LOCK_OWNER,
    STACK_SIZE
  }

  private Gaps() {}

  /** Runs one step. */
  public static void main(String[] args) {
    Gap gap = Gap.valueOf(args[0]);
    step(
        gap.name(),
        () ->
            switch (gap) {
              case STACK_TRACE -> {
                Thread thread =
                    new Thread(
                        () -> {
                          throw new IllegalStateException("with a trace");
                        },
                        "traced");
                thread.start();
                join(thread);
                yield "";
              }
              case STACK_DEPTH -> {
                int[] depth = new int[1];
                join(start("t", () -> depth[0] = Thread.currentThread().getStackTrace().length));
                yield depth[0];
              }
              case REFLECTION -> {
                Method method = Thread.class.getMethod("currentThread");
                boolean[] same = new boolean[1];
                join(start("t", () -> same[0] = method.invoke(null) == Thread.currentThread()));
                yield same[0];
              }
              case ALL_STACK_TRACES ->
                  whileWaiting(thread -> Thread.getAllStackTraces().containsKey(thread));
              case THREAD_GROUP ->
                  whileWaiting(thread -> {
                    Thread[] all = new Thread[100];
                    int count = thread.getThreadGroup().enumerate(all);
                    boolean found = false;
                    for (int i = 0; i < count; i++) {
                      found |= all[i] == thread;
                    }
                    return found + " " + thread.getThreadGroup().activeCount();
                  });
              case THREAD_COUNT -> {
                ThreadMXBean bean = ManagementFactory.getThreadMXBean();
                int before = bean.getThreadCount();
                yield whileWaiting(thread -> bean.getThreadCount() - before);
              }
              case THREAD_INFO ->
                  whileWaiting(thread -> {
                    ThreadInfo info =
                        ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
                    return info == null ? null : info.getThreadName() + info.getThreadState();
                  });
              case QUEUED_THREAD -> {
                ReentrantLock lock = new ReentrantLock();
                lock.lock();
                Thread thread = startDaemon("queued", lock::lock);
                awaitState(thread, Thread.State.WAITING);
                yield lock.hasQueuedThread(thread);
              }
              case LOCK_OWNER -> {
                OwnedLock lock = new OwnedLock();
                Thread thread = startDaemon("owner", lock::lock);
                join(thread);
                yield lock.toString().replaceAll("@\\p{XDigit}+", "") + (lock.owner() == thread);
              }
              case STACK_SIZE -> {
                int[] depth = new int[1];
                Thread thread = new Thread(null, () -> depth[0] = depth(0), "deep", 64L << 20);
                thread.start();
                join(thread);
                yield depth[0] > 100_000;
              }
            });
  }

  private static int depth(int depth) {
    return depth >= 200_000 ? depth : tryDeeper(depth);
  }

  private static int tryDeeper(int depth) {
    try {
      return depth(depth + 1);
    } catch (StackOverflowError e) {
      return depth;
    }
  }

  /** Asked about a thread. */
  private interface Question {
    Object ask(Thread thread) throws Exception;
  }

  private static Object whileWaiting(Question question) throws Exception {
    Thread thread = startDaemon("waiting", () -> new LinkedBlockingQueue<String>().take());
    awaitState(thread, Thread.State.WAITING);
    return question.ask(thread);
  }

  private static final class OwnedLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    Thread owner() {
      return getOwner();
    }
  }
}
