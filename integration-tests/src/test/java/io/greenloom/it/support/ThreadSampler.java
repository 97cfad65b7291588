package io.greenloom.it.support;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches how many OS threads a process has, where there is {@code /proc}; elsewhere it sees none.
 */
final class ThreadSampler {
  private static final int INTERVAL_MILLIS = 5;

  /** Names cost a file each, so they are not read every time and not of crowds. */
  private static final int NAMES_EVERY = 10;

  private static final int NAMES_LIMIT = 64;

  private final Path folder;
  private final Set<String> names = new TreeSet<>();
  private volatile int peak;
  private volatile boolean stopped;
  private final Thread thread;

  ThreadSampler(Process process) {
    this.folder = Path.of("/proc", String.valueOf(process.pid()));
    this.thread = Thread.ofPlatform().daemon().name("thread-sampler").start(this::sample);
  }

  private void sample() {
    try {
      for (int i = 0; !stopped && Files.exists(folder); i++) {
        int count = count();
        peak = Math.max(peak, count);
        if (i % NAMES_EVERY == 0 && count <= NAMES_LIMIT) {
          readNames();
        }
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      // the process has ended
    }
  }

  private int count() throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith("Threads:")) {
        return Integer.parseInt(line.substring("Threads:".length()).strip());
      }
    }
    return 0;
  }

  private void readNames() throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        String name = nameOf(task);
        synchronized (names) {
          names.add(name);
        }
      }
    }
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "(ended)";
    }
  }

  void stop() {
    stopped = true;
    thread.interrupt();
  }

  int peak() {
    return peak;
  }

  /** Names of the OS threads, cut off by the system at 15 characters. */
  Set<String> names() {
    synchronized (names) {
      return Set.copyOf(names);
    }
  }
}
