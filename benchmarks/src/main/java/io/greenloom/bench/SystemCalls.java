package io.greenloom.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Counts the system calls of all threads of a process, by {@code perf stat}. */
final class SystemCalls {
  private static final String EVENT = "raw_syscalls:sys_enter";

  private final Process perf;

  private SystemCalls(Process perf) {
    this.perf = perf;
  }

  /** Begins to count, while the process is quiet. */
  static SystemCalls count(String perf, long pid) throws IOException, InterruptedException {
    Process process =
        Programs.start(perf, "stat", "-x", ",", "-e", EVENT, "-p", Long.toString(pid));
    // It does not tell when it has begun.
    TimeUnit.SECONDS.sleep(1);
    return new SystemCalls(process);
  }

  /** Ends and returns the count. */
  long stop() throws IOException, InterruptedException {
    // Interrupted, it prints what it has; terminated, it does not.
    Programs.output("kill", "-INT", Long.toString(perf.pid()));
    String output = Programs.read(perf);
    for (String line : output.lines().toList()) {
      if (line.contains(EVENT) && Character.isDigit(line.charAt(0))) {
        return Long.parseLong(line.substring(0, line.indexOf(',')));
      }
    }
    throw new IOException("perf has counted nothing: " + output);
  }
}
