package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.awaitState;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** The main thread: who it is, what others see of it, and what they can do to it. */
@SuppressWarnings({"LockNotBeforeTry", "ReferenceEquality", "ThreadPriorityCheck", "WaitNotInLoop"})
final class MainThread {
  private static final Thread INITIALIZER = Thread.currentThread();
  private static final ThreadLocal<String> OWN = new ThreadLocal<>();
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static final Object MONITOR = new Object();

  static {
    OWN.set("own of the initializer");
    INHERITED.set("inherited of the initializer");
  }

  private MainThread() {}

  /** Runs the program. */
  public static void main(String... args) {
    System.out.println("arguments: " + Arrays.toString(args));
    identity();
    threadLocals();
    step("states", MainThread::states);
    step("stack seen by itself", MainThread::stackSeenByItself);
    step("stack of an exception", () -> depth(new Throwable().getStackTrace()));
    step("stack walker", MainThread::walk);
    step("stack seen by another", MainThread::stackSeenByAnother);
    interrupts();
    step("lists", MainThread::lists);
    step("management", MainThread::management);
    step("locks", MainThread::locks);
    step("accept loop", MainThread::acceptLoop);
    step("spinning", MainThread::spinning);
    System.out.println("end of main");
  }

  private static void identity() {
    Thread main = Thread.currentThread();
    step("same as in the initializer", () -> main == INITIALIZER);
    step("same in a lambda", () -> Thread.currentThread() == INITIALIZER);
    step("is", () -> main + " " + main.threadId() + " " + main.getName() + main.getClass());
    step("group", () -> main.getThreadGroup() + " " + main.getThreadGroup().getParent().getName());
    step(
        "properties",
        () ->
            String.join(
                " ",
                "priority " + main.getPriority(),
                "daemon " + main.isDaemon(),
                "virtual " + main.isVirtual(),
                "alive " + main.isAlive(),
                "interrupted " + main.isInterrupted(),
                "loader " + (main.getContextClassLoader() == ClassLoader.getSystemClassLoader()),
                "handler " + (main.getUncaughtExceptionHandler() == main.getThreadGroup()),
                main.getState().name()));
    step(
        "started twice",
        () -> {
          main.start();
          return "started";
        });
    step(
        "made a daemon",
        () -> {
          main.setDaemon(true);
          return main.isDaemon();
        });
    step(
        "renamed",
        () -> {
          main.setName("renamed");
          main.setPriority(7);
          String seen = main + " " + new Thread(() -> {}).getPriority();
          main.setName("main");
          main.setPriority(5);
          return seen + " " + main;
        });
    step(
        "what a child inherits",
        () -> {
          Thread child = new Thread(() -> {}, "child");
          return child.getThreadGroup().getName() + child.isDaemon() + child.getPriority();
        });
    step(
        "context class loader",
        () -> {
          ClassLoader before = main.getContextClassLoader();
          main.setContextClassLoader(null);
          boolean[] seen = {main.getContextClassLoader() == null, false};
          join(start("t", () -> seen[1] = Thread.currentThread().getContextClassLoader() == null));
          main.setContextClassLoader(before);
          return seen[0] + " " + seen[1] + " " + (main.getContextClassLoader() == before);
        });
  }

  private static void threadLocals() {
    step("thread-local", () -> OWN.get());
    step("inherited thread-local", () -> INHERITED.get());
    step(
        "in a child",
        () -> {
          String[] seen = new String[2];
          join(
              start(
                  "t",
                  () -> {
                    seen[0] = OWN.get();
                    seen[1] = INHERITED.get();
                    INHERITED.set("of the child");
                  }));
          return seen[0] + " " + seen[1] + " " + INHERITED.get();
        });
  }

  /** Tells the state of main, as seen by another thread, once it is the expected one. */
  private static Object seenDuring(Thread.State expected, Steps.Body wait, Steps.Body end)
      throws Exception {
    String[] seen = new String[1];
    Thread watcher =
        start(
            "watcher",
            () -> {
              seen[0] = awaitState(INITIALIZER, expected) + " " + INITIALIZER.isAlive();
              end.run();
            });
    wait.run();
    join(watcher);
    return seen[0];
  }

  private static Object states() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Object blocker = new Object();
    Object[] blockerSeen = new Object[1];
    CountDownLatch held = new CountDownLatch(1);
    List<Object> seen = new ArrayList<>();
    seen.add(
        seenDuring(
            Thread.State.TIMED_WAITING,
            () -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                seen.add("woken");
              }
            },
            INITIALIZER::interrupt));
    seen.add(
        seenDuring(
            Thread.State.WAITING,
            () -> {
              synchronized (MONITOR) {
                MONITOR.wait();
              }
            },
            () -> {
              synchronized (MONITOR) {
                MONITOR.notifyAll();
              }
            }));
    boolean[] unparked = new boolean[1];
    seen.add(
        seenDuring(
            Thread.State.WAITING,
            () -> {
              while (!unparked[0]) { // the interrupt may have left a permit
                LockSupport.park(blocker);
              }
            },
            () -> {
              blockerSeen[0] = LockSupport.getBlocker(INITIALIZER);
              unparked[0] = true;
              LockSupport.unpark(INITIALIZER);
            }));
    seen.add(blockerSeen[0] == blocker);
    seen.add(seenDuring(Thread.State.WAITING, latch::await, latch::countDown));
    boolean[] free = new boolean[1];
    seen.add(
        seenDuring(
            Thread.State.BLOCKED,
            () -> {
              Thread holder =
                  startDaemon(
                      "holder",
                      () -> {
                        synchronized (MONITOR) {
                          held.countDown();
                          while (!free[0]) {
                            Thread.sleep(1);
                          }
                        }
                      });
              Steps.await(held);
              synchronized (MONITOR) {
                join(holder);
              }
            },
            () -> free[0] = true));
    seen.add(
        seenDuring(
            Thread.State.TIMED_WAITING,
            () -> {
              synchronized (MONITOR) {
                MONITOR.wait(60_000);
              }
            },
            () -> {
              synchronized (MONITOR) {
                MONITOR.notifyAll();
              }
            }));
    return seen;
  }

  // -- stacks

  /** The application's frames; how the JDK blocks is not shown, and hidden frames not always. */
  private static String frames(StackTraceElement[] trace) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith("io.greenloom.it")
          && !frame.getClassName().contains("$$")) {
        text.append(frame.getMethodName().replaceAll("\\d+", "#")).append(' ');
      }
    }
    return text + "last " + trace[trace.length - 1].getMethodName();
  }

  private static Object stackSeenByItself() {
    return depth(Thread.currentThread().getStackTrace());
  }

  private static String depth(StackTraceElement[] trace) {
    return trace.length + " " + frames(trace);
  }

  private static Object walk() {
    return StackWalker.getInstance()
        .walk(frames -> frames.map(StackWalker.StackFrame::getMethodName).toList())
        .toString()
        .replaceAll("\\$\\d+", "#");
  }

  private static Object stackSeenByAnother() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    String[] seen = new String[2];
    Thread watcher =
        start(
            "watcher",
            () -> {
              awaitState(INITIALIZER, Thread.State.WAITING);
              seen[0] = frames(INITIALIZER.getStackTrace());
              seen[1] = frames(Thread.getAllStackTraces().get(INITIALIZER));
              latch.countDown();
            });
    latch.await();
    join(watcher);
    return seen[0] + ", " + seen[1];
  }

  // -- interrupts

  private static void interrupts() {
    Thread main = Thread.currentThread();
    step(
        "interrupted by itself",
        () -> {
          main.interrupt();
          return main.isInterrupted() + " " + Thread.interrupted() + " " + Thread.interrupted();
        });
    step(
        "interrupted in sleep",
        () -> {
          startDaemon(
              "t",
              () -> {
                awaitState(main, Thread.State.TIMED_WAITING);
                main.interrupt();
              });
          try {
            Thread.sleep(60_000);
            return "slept";
          } catch (InterruptedException e) {
            return e.getMessage() + " " + main.isInterrupted();
          }
        });
    step(
        "interrupted before a wait",
        () -> {
          boolean[] seen = new boolean[1];
          Thread other =
              start(
                  "t",
                  () -> {
                    main.interrupt();
                    seen[0] = main.isInterrupted();
                  });
          while (other.isAlive()) {
            Thread.onSpinWait();
          }
          System.out.println("seen by both: " + seen[0] + main.isInterrupted());
          new ArrayBlockingQueue<String>(1).take();
          return "taken";
        });
    step("interrupted in accept", MainThread::interruptedInAccept);
  }

  /** Which a platform thread does not notice. */
  private static Object interruptedInAccept() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread client =
          start(
              "client",
              () -> {
                Steps.settle();
                INITIALIZER.interrupt();
                Steps.settle();
                new Socket(server.getInetAddress(), server.getLocalPort()).close();
              });
      try (Socket accepted = server.accept()) {
        boolean flag = Thread.interrupted();
        join(client);
        return accepted.isConnected() + " " + flag + " " + server.isClosed();
      }
    }
  }

  // -- lists

  private static Object lists() throws Exception {
    Thread[] all = new Thread[100];
    int count = INITIALIZER.getThreadGroup().enumerate(all);
    Map<Thread, StackTraceElement[]> traces = Thread.getAllStackTraces();
    return String.join(
        " ",
        "enumerated " + Arrays.stream(all, 0, count).filter(t -> t == INITIALIZER).count(),
        "by name " + Arrays.stream(all, 0, count).filter(t -> t.getName().equals("main")).count(),
        "traces " + traces.keySet().stream().filter(t -> t.getName().equals("main")).count(),
        "same " + traces.containsKey(INITIALIZER),
        "active " + INITIALIZER.getThreadGroup().activeCount());
  }

  private static Object management() throws Exception {
    ThreadMXBean bean = ManagementFactory.getThreadMXBean();
    ThreadInfo[] infos = bean.dumpAllThreads(false, false);
    ThreadInfo own = bean.getThreadInfo(INITIALIZER.threadId(), 100);
    return String.join(
        " ",
        "id " + (own.getThreadId() == INITIALIZER.threadId()),
        "listed "
            + Arrays.stream(bean.getAllThreadIds()).filter(id -> id == own.getThreadId()).count(),
        "named " + Arrays.stream(infos).filter(i -> i.getThreadName().equals("main")).count(),
        "own " + own.getThreadName() + own.getThreadState() + own.isDaemon(),
        "frames " + frames(own.getStackTrace()),
        "cpu " + (bean.getCurrentThreadCpuTime() > 0));
  }

  /** A lock with a view of its owner. */
  private static final class Owned extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    Thread owner() {
      return getOwner();
    }
  }

  private static Object locks() throws InterruptedException {
    Owned lock = new Owned();
    lock.lock();
    Thread other =
        start(
            "other",
            () -> {
              lock.lock();
              lock.unlock();
            });
    awaitState(other, Thread.State.WAITING);
    boolean queued = lock.hasQueuedThread(other);
    boolean owner = lock.owner() == INITIALIZER && lock.isHeldByCurrentThread();
    lock.unlock();
    join(other);
    return owner + " " + queued + " " + Thread.holdsLock(MONITOR);
  }

  // -- cooperation

  /** A server in main, clients in other threads; all need each other. */
  private static Object acceptLoop() throws Exception {
    int clients = 50;
    int[] sum = new int[1];
    try (ServerSocket server = new ServerSocket(0, clients, InetAddress.getLoopbackAddress())) {
      Thread[] threads = new Thread[clients];
      for (int i = 0; i < clients; i++) {
        threads[i] =
            start(
                "client",
                () -> {
                  try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    socket.getOutputStream().write(1);
                    if (socket.getInputStream().read() != 2) {
                      System.out.println("wrong answer");
                    }
                  }
                });
      }
      for (int i = 0; i < clients; i++) {
        try (Socket socket = server.accept()) {
          sum[0] += socket.getInputStream().read();
          socket.getOutputStream().write(2);
        }
      }
      join(threads);
    }
    return sum[0];
  }

  private static Object spinning() throws InterruptedException {
    boolean[] seen = new boolean[1];
    Thread other = start("other", () -> seen[0] = true);
    while (other.isAlive()) {
      Thread.onSpinWait();
    }
    return seen[0];
  }
}
