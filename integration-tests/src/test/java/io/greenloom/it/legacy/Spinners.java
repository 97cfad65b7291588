package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Crowds of threads that spin until something has come from a timer, a socket or a thread. */
public final class Spinners {
  private static final int COUNT = 40;
  private static final long MILLIS = 50;

  private static volatile boolean done;

  private Spinners() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    step("until a timer fires", () -> spinUntil(() -> Thread.sleep(MILLIS)));
    step("until a timer of the last one fires", Spinners::spinUntilLastOneHasSlept);
    step("until a socket is ready", Spinners::spinUntilConnected);
    step("until a thread is unparked", Spinners::spinUntilUnparked);
    step("until one takes a monitor that they poll", Spinners::pollMonitor);
  }

  private static String spinUntil(Steps.Body event) throws InterruptedException {
    done = false;
    Thread[] threads = new Thread[COUNT];
    threads[0] =
        startDaemon(
            "waiting",
            () -> {
              event.run();
              done = true;
            });
    for (int i = 1; i < COUNT; i++) {
      threads[i] = startDaemon("spinning", Spinners::spin);
    }
    join(threads);
    return "went on";
  }

  private static String spinUntilLastOneHasSlept() throws InterruptedException {
    done = false;
    Thread[] threads = new Thread[COUNT];
    for (int i = 1; i < COUNT; i++) {
      threads[i] = startDaemon("spinning", Spinners::spin);
    }
    threads[0] =
        startDaemon(
            "sleeping",
            () -> {
              Thread.sleep(MILLIS);
              done = true;
            });
    join(threads);
    return "went on";
  }

  private static void spin() {
    while (!done) {
      Thread.onSpinWait();
    }
  }

  private static String spinUntilConnected() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread connecting =
          startDaemon(
              "connecting",
              () -> {
                Thread.sleep(MILLIS);
                new Socket(server.getInetAddress(), server.getLocalPort()).close();
              });
      String outcome = spinUntil(() -> server.accept().close());
      join(connecting);
      return outcome;
    }
  }

  private static String spinUntilUnparked() throws InterruptedException {
    AtomicReference<Thread> parked = new AtomicReference<>();
    AtomicBoolean unparked = new AtomicBoolean();
    Thread waker =
        startDaemon(
            "waker",
            () -> {
              Thread.sleep(MILLIS);
              unparked.set(true);
              LockSupport.unpark(parked.get());
            });
    String outcome =
        spinUntil(() -> {
          parked.set(Thread.currentThread());
          while (!unparked.get()) {
            LockSupport.park();
          }
        });
    join(waker);
    return outcome;
  }

  private static String pollMonitor() throws InterruptedException {
    Object lock = new Object();
    boolean[] made = new boolean[1];
    Thread[] threads = new Thread[COUNT];
    for (int i = 0; i < COUNT; i++) {
      boolean makes = i == 0;
      threads[i] =
          startDaemon(
              "polling",
              () -> {
                if (makes) {
                  Thread.sleep(MILLIS);
                  synchronized (lock) {
                    made[0] = true;
                  }
                }
                while (true) {
                  synchronized (lock) {
                    if (made[0]) {
                      return;
                    }
                  }
                }
              });
    }
    join(threads);
    return "went on";
  }
}
