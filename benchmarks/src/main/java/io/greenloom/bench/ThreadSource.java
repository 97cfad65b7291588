package io.greenloom.bench;

import java.util.Locale;

/** How a program makes its threads; all else in it is the same. */
enum ThreadSource {
  /** {@code new Thread}, which Greenloom's agent makes green. */
  PLATFORM {
    @Override
    Thread unstarted(Runnable task) {
      return new Thread(task);
    }

    @Override
    Thread named(Runnable task, String name) {
      return new Thread(null, task, name);
    }
  },

  /** The JDK's virtual threads. */
  VIRTUAL {
    @Override
    Thread unstarted(Runnable task) {
      return Thread.ofVirtual().unstarted(task);
    }

    @Override
    Thread named(Runnable task, String name) {
      return Thread.ofVirtual().name(name).unstarted(task);
    }
  };

  /** Makes a thread as most programs do: a platform thread has a number for a name then. */
  abstract Thread unstarted(Runnable task);

  abstract Thread named(Runnable task, String name);

  static ThreadSource of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Tells what the threads from here really are, in lower case. */
  String kind() throws InterruptedException {
    return kindOfStarted().toString().toLowerCase(Locale.ROOT);
  }

  /** Starts a thread to see what the threads from here really are. */
  ThreadKind kindOfStarted() throws InterruptedException {
    ThreadKind[] kind = new ThreadKind[1];
    Thread thread = unstarted(() -> kind[0] = ThreadKind.ofCurrent());
    thread.start();
    thread.join();
    return kind[0];
  }
}
