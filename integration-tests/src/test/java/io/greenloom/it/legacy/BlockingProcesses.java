package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Blockers.SECONDS;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Waits for child processes, for their end and for what they say. */
@SuppressWarnings({"ThreadPriorityCheck", "EmptyBlock"})
final class BlockingProcesses {
  private static final String ENDS = "sleep " + SECONDS + "; exit 3";
  private static final int MORE_THAN_FITS = 1_000_000;

  private BlockingProcesses() {}

  static void addTo(Blockers blockers) {
    blockers.add("child's output", () -> Shell.run("sleep " + SECONDS + "; echo said"));
    blockers.add("child's errors", BlockingProcesses::readErrors);
    blockers.add("child's input", BlockingProcesses::write);
    blockers.add("waitFor", () -> Shell.start(ENDS).waitFor());
    blockers.add("waitFor with a time limit", BlockingProcesses::waitForSome);
    blockers.add("onExit", () -> Shell.start(ENDS).onExit().get().exitValue());
    blockers.add(
        "onExit of a handle",
        () -> Shell.start(ENDS).toHandle().onExit().thenApply(ProcessHandle::isAlive).get());
    blockers.add("asking whether a child lives, and sleeping", () -> poll(true));
    blockers.add("asking whether a child lives, without end", () -> poll(false));
  }

  private static String readErrors() throws IOException, InterruptedException {
    Process process = Shell.start("sleep " + SECONDS + "; echo wrong >&2; exit 1");
    return Shell.text(process.getErrorStream()) + " " + process.waitFor();
  }

  private static String write() throws IOException, InterruptedException {
    Process process = Shell.start("sleep " + SECONDS + "; wc -c");
    try (OutputStream out = process.getOutputStream()) {
      out.write(new byte[MORE_THAN_FITS]);
    }
    return Shell.text(process.getInputStream()) + " " + process.waitFor();
  }

  private static String waitForSome() throws IOException, InterruptedException {
    Process process = Shell.start("exec sleep 60");
    boolean ended = process.waitFor(Blockers.LENGTH.toMillis(), TimeUnit.MILLISECONDS);
    process.destroy();
    return ended + ", then " + process.waitFor();
  }

  private static int poll(boolean sleeps) throws IOException, InterruptedException {
    Process process = Shell.start(ENDS);
    while (process.isAlive()) {
      if (sleeps) {
        Thread.sleep(1);
      }
    }
    return process.exitValue();
  }
}
