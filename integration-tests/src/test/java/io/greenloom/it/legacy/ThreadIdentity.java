package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;
import static io.greenloom.it.legacy.Steps.step;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Who a thread is, seen from inside and outside. */
@SuppressWarnings({"ReferenceEquality", "ThreadPriorityCheck"})
public final class ThreadIdentity {
  private static final InheritableThreadLocal<String> INHERITED =
      new InheritableThreadLocal<>() {
        @Override
        protected String childValue(String parent) {
          return parent + "+";
        }
      };

  private ThreadIdentity() {}

  /** Calls currentThread() as an inherited method, and without a lambda. */
  private static class Sub extends Thread {
    volatile Thread unqualified;
    volatile Thread throughReference;

    @Override
    public void run() {
      unqualified = currentThread();
      Supplier<Thread> reference = Thread::currentThread;
      throughReference = reference.get();
    }
  }

  private static final class SubSub extends Sub {
    private volatile Thread viaSubclass;

    @Override
    @SuppressWarnings("static-access")
    public void run() {
      super.run();
      viaSubclass = Sub.currentThread();
    }
  }

  private static <T> T inside(Supplier<T> question) throws InterruptedException {
    AtomicReference<T> answer = new AtomicReference<>();
    join(start("inside", () -> answer.set(question.get())));
    return answer.get();
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    step("first default name", () -> new Thread(() -> {}).getName());
    step("main is main", () -> Thread.currentThread().getName());
    identity();
    naming();
    attributes();
    inheritance();
    builders();
    stackTraces();
  }

  private static void identity() {
    step(
        "lambda",
        () -> {
          AtomicReference<Thread> seen = new AtomicReference<>();
          Thread thread = start("t", () -> seen.set(Thread.currentThread()));
          join(thread);
          return seen.get() == thread;
        });
    step(
        "method reference",
        () -> {
          AtomicReference<Thread> seen = new AtomicReference<>();
          Supplier<Thread> current = Thread::currentThread;
          Thread thread = start("t", () -> seen.set(current.get()));
          join(thread);
          return seen.get() == thread;
        });
    step(
        "subclasses",
        () -> {
          Sub sub = new Sub();
          SubSub subSub = new SubSub();
          sub.start();
          subSub.start();
          join(sub, subSub);
          return List.of(
              sub.unqualified == sub,
              sub.throughReference == sub,
              subSub.unqualified == subSub,
              subSub.viaSubclass == subSub);
        });
    step(
        "as set element",
        () -> {
          Set<Thread> set = ConcurrentHashMap.newKeySet();
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            threads.add(start("t" + i, () -> set.add(Thread.currentThread())));
          }
          join(threads.toArray(Thread[]::new));
          return set.equals(Set.copyOf(threads));
        });
    step("not virtual", () -> inside(() -> Thread.currentThread().isVirtual()));
    step(
        "ids",
        () -> {
          AtomicReference<Long> seen = new AtomicReference<>();
          Thread thread = start("t", () -> seen.set(Thread.currentThread().threadId()));
          join(thread);
          return seen.get() == thread.threadId();
        });
    step("class", () -> inside(() -> Thread.currentThread().getClass().getName()));
    step(
        "holds lock",
        () ->
            inside(() -> {
              Object lock = new Object();
              synchronized (lock) {
                return Thread.holdsLock(lock) && !Thread.holdsLock(new Object());
              }
            }));
  }

  private static void naming() {
    step(
        "set inside, seen outside",
        () -> {
          Thread thread = start("before", () -> Thread.currentThread().setName("after"));
          join(thread);
          return thread.getName();
        });
    step(
        "toString",
        () -> {
          AtomicReference<String> seen = new AtomicReference<>();
          Thread thread = Steps.thread("t", () -> seen.set(Thread.currentThread().toString()));
          thread.setPriority(7);
          String before = thread.toString();
          thread.start();
          join(thread);
          return before.equals(seen.get()) + " " + before.replaceAll("#\\d+", "#");
        });
    step(
        "ended toString",
        () -> {
          Thread thread = start("t", () -> {});
          join(thread);
          return thread.toString().replaceAll("#\\d+", "#") + thread.getThreadGroup();
        });
  }

  private static void attributes() {
    step(
        "group",
        () -> {
          ThreadGroup group = new ThreadGroup("mine");
          group.setMaxPriority(4);
          AtomicReference<String> seen = new AtomicReference<>();
          Thread thread =
              new Thread(
                  group,
                  () -> {
                    Thread self = Thread.currentThread();
                    Thread child = new Thread(() -> {});
                    seen.set(self.getThreadGroup().getName() + child.getThreadGroup().getName());
                  });
          thread.setPriority(9);
          thread.start();
          join(thread);
          return seen.get() + thread.getPriority();
        });
    step(
        "priority inside",
        () ->
            inside(() -> {
              Thread.currentThread().setPriority(3);
              return Thread.currentThread().getPriority()
                  + " "
                  + new Thread(() -> {}).getPriority();
            }));
    step(
        "daemon while alive",
        () ->
            inside(() -> {
              try {
                Thread.currentThread().setDaemon(true);
                return "allowed";
              } catch (IllegalThreadStateException e) {
                return Steps.describe(e);
              }
            }));
    step(
        "start twice",
        () -> {
          Thread thread = start("t", () -> {});
          join(thread);
          thread.start();
          return "allowed";
        });
    step(
        "start twice while alive",
        () ->
            inside(() -> {
              try {
                Thread.currentThread().start();
                return "allowed";
              } catch (IllegalThreadStateException e) {
                return Steps.describe(e);
              }
            }));
  }

  private static void inheritance() {
    step(
        "daemon child of daemon",
        () -> {
          AtomicReference<String> seen = new AtomicReference<>();
          Thread parent =
              Steps.thread(
                  "parent",
                  () -> {
                    Thread child = new Thread(() -> {});
                    Thread grown = new Thread(() -> {});
                    grown.setDaemon(false);
                    seen.set(child.isDaemon() + " " + grown.isDaemon());
                  });
          parent.setDaemon(true);
          parent.start();
          join(parent);
          return seen.get();
        });
    step(
        "context class loader",
        () -> {
          ClassLoader loader = new URLClassLoader(new URL[0]);
          AtomicReference<String> seen = new AtomicReference<>();
          Thread parent =
              Steps.thread(
                  "parent",
                  () -> {
                    boolean own = Thread.currentThread().getContextClassLoader() == loader;
                    Thread child = new Thread(() -> {});
                    boolean inherited = child.getContextClassLoader() == loader;
                    Thread.currentThread().setContextClassLoader(null);
                    Thread second = new Thread(() -> {});
                    seen.set(
                        own + " " + inherited + " " + (second.getContextClassLoader() == null));
                  });
          parent.setContextClassLoader(loader);
          parent.start();
          join(parent);
          return seen.get() + " " + (parent.getContextClassLoader() == null);
        });
    step(
        "inheritable thread-locals",
        () -> {
          INHERITED.set("main");
          List<String> seen = new ArrayList<>();
          Thread outer =
              start(
                  "outer",
                  () -> {
                    seen.add(INHERITED.get());
                    INHERITED.set("outer");
                    join(
                        start(
                            "inner",
                            () -> {
                              seen.add(INHERITED.get());
                              join(start("innermost", () -> seen.add(INHERITED.get())));
                            }));
                    seen.add(INHERITED.get());
                  });
          join(outer);
          return seen + INHERITED.get();
        });
    step(
        "no inheritance",
        () -> {
          AtomicReference<String> seen = new AtomicReference<>("unset");
          Thread thread = new Thread(null, () -> seen.set(INHERITED.get()), "t", 0, false);
          thread.start();
          join(thread);
          return seen.get();
        });
    step(
        "thread-locals are one's own",
        () -> {
          ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 0);
          Set<Integer> seen = ConcurrentHashMap.newKeySet();
          List<Thread> threads = new ArrayList<>();
          for (int i = 1; i <= 50; i++) {
            int value = i;
            threads.add(
                start(
                    "t",
                    () -> {
                      local.set(local.get() + value);
                      Thread.sleep(1);
                      seen.add(local.get());
                    }));
          }
          join(threads.toArray(Thread[]::new));
          return seen.size() + " " + local.get();
        });
  }

  private static void builders() {
    step(
        "platform builder",
        () -> {
          List<String> seen = new ArrayList<>();
          Thread.Builder.OfPlatform builder =
              Thread.ofPlatform().name("worker-", 3).daemon().priority(6).stackSize(1 << 16);
          for (int i = 0; i < 2; i++) {
            join(builder.start(() -> seen.add(Thread.currentThread().toString())));
          }
          return seen.toString().replaceAll("#\\d+", "#");
        });
    step(
        "platform factory",
        () -> {
          AtomicReference<Thread> seen = new AtomicReference<>();
          Thread thread =
              Thread.ofPlatform()
                  .name("made")
                  .factory()
                  .newThread(() -> seen.set(Thread.currentThread()));
          thread.start();
          join(thread);
          return thread == seen.get();
        });
    step(
        "virtual thread in a thread",
        () ->
            inside(() -> {
              AtomicReference<String> seen = new AtomicReference<>();
              try {
                Thread thread =
                    Thread.ofVirtual()
                        .name("v")
                        .start(() ->
                            seen.set(
                                Thread.currentThread().isVirtual()
                                    + Thread.currentThread().getName()));
                thread.join(Duration.ofSeconds(10));
              } catch (InterruptedException e) {
                return "interrupted";
              }
              return seen.get();
            }));
    step(
        "thread in a virtual thread",
        () -> {
          AtomicReference<String> seen = new AtomicReference<>();
          Thread.ofVirtual()
              .start(() -> {
                Thread thread =
                    new Thread(() -> seen.set("ran in " + Thread.currentThread().getName()));
                thread.setName("platform");
                thread.start();
                try {
                  join(thread);
                } catch (InterruptedException e) {
                  seen.set("interrupted");
                }
              })
              .join(Duration.ofSeconds(10));
          return seen.get();
        });
    step(
        "joins",
        () -> {
          Thread thread = start("t", () -> Thread.sleep(20));
          boolean zero = thread.join(Duration.ZERO);
          thread.join(1);
          thread.join(0, 1);
          thread.join();
          thread.join();
          return zero + " " + thread.isAlive() + " " + thread.join(Duration.ofMillis(1));
        });
    step("join not started", () -> new Thread(() -> {}).join(Duration.ofMillis(1)));
    step(
        "join oneself",
        () ->
            inside(() -> {
              try {
                Thread.currentThread().join(20);
                return Thread.currentThread().join(Duration.ofMillis(20));
              } catch (InterruptedException e) {
                return "interrupted";
              }
            }));
  }

  private static void stackTraces() {
    step(
        "own stack trace",
        () ->
            inside(() -> {
              StackTraceElement[] trace = Thread.currentThread().getStackTrace();
              return trace[0].getMethodName() + " " + trace[1].getClassName();
            }));
    step("new exception", () -> inside(() -> new Exception().getStackTrace()[0].getClassName()));
    step(
        "stack trace of a sleeper",
        () -> {
          Thread thread = start("sleeper", ThreadIdentity::sleepInHere);
          Steps.awaitState(thread, Thread.State.TIMED_WAITING);
          boolean found = false;
          for (StackTraceElement element : thread.getStackTrace()) {
            found |= element.getMethodName().equals("sleepInHere");
          }
          thread.interrupt();
          join(thread);
          return found + " " + thread.getStackTrace().length;
        });
    step("trace of an unstarted one", () -> new Thread(() -> {}).getStackTrace().length);
  }

  private static void sleepInHere() {
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException e) {
      // as meant
    }
  }
}
