package io.greenloom.sample.example;

import sun.misc.Signal;

/**
 * Runs something when the process is told to end, instead of ending it. gevent's {@code
 * signal_handler}.
 *
 * <p>A shutdown hook would not do: the JVM is ending then, a second signal is ignored, and the exit
 * code is that of a process that was killed.
 */
final class Signals {

  private Signals() {}

  /** Has a task run, on a thread of its own, for each SIGTERM and each Ctrl-C. */
  static void onEnd(Runnable task) {
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> task.run());
    }
  }
}
