package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.FutureTask;

/** Children that are killed or end too early, and threads that are interrupted meanwhile. */
public final class ProcessEnds {
  private static final String LIVES = "echo ready; exec sleep 60";

  private ProcessEnds() {}

  /** Runs the program. */
  public static void main(String[] args) {
    asked("destroyed", () -> destroyed(false));
    asked("destroyed forcibly", () -> destroyed(true));
    asked("killed by itself", () -> Shell.start("kill -9 $$").waitFor());
    asked("destroyed by its handle", ProcessEnds::destroyedByHandle);
    asked("destroyed again", ProcessEnds::destroyedAgain);
    asked("destroyed while a thread reads", ProcessEnds::destroyedWhileReading);
    asked("destroyed while a thread writes", ProcessEnds::destroyedWhileWriting);
    asked("destroyed while threads wait", ProcessEnds::destroyedWhileWaiting);
    asked("killed by somebody else while a thread reads", ProcessEnds::killedWhileReading);
    asked("write to one that has ended", ProcessEnds::writeAfterEnd);
    asked("write to one that does not listen", ProcessEnds::writeToDeaf);
    asked("one that nobody listens to", ProcessEnds::unheard);
    asked("wait of an interrupted thread", ProcessEnds::interruptedBefore);
    asked("wait interrupted", () -> interrupted(process -> process.waitFor()));
    asked("read interrupted", () -> interrupted(process -> process.getInputStream().read()));
    asked("end interrupted", () -> interrupted(process -> process.onExit().get()));
    asked("start by an interrupted thread", ProcessEnds::interruptedStart);
  }

  private static void asked(String name, Steps.Step question) {
    step(name, () -> inside(() -> Steps.outcome(question)));
  }

  /** A child that has begun. */
  private static Process begun(String script) throws IOException {
    Process child = Shell.start(script);
    String ready = new String(child.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
    if (!ready.equals("ready\n")) {
      throw new IOException("said " + ready);
    }
    return child;
  }

  private static String destroyed(boolean forcibly) throws Exception {
    Process child = begun(LIVES);
    if (forcibly) {
      child.destroyForcibly();
    } else {
      child.destroy();
    }
    return child.waitFor() + " " + child.isAlive() + " " + child.onExit().get().exitValue();
  }

  private static String destroyedByHandle() throws Exception {
    Process child = begun(LIVES);
    boolean asked = child.toHandle().destroy();
    boolean alive = child.toHandle().onExit().get().isAlive();
    int exitCode = child.waitFor();
    return asked + " " + alive + " " + exitCode + " " + child.toHandle().destroy();
  }

  private static String destroyedAgain() throws Exception {
    Process child = Shell.start("exit 5");
    int exitCode = child.waitFor();
    child.destroy();
    return exitCode + " " + child.destroyForcibly().waitFor();
  }

  /** The end of what is read, or of the stream, whichever comes first. */
  private static String destroyedWhileReading() throws Exception {
    Process child = begun(LIVES);
    FutureTask<String> reading =
        new FutureTask<>(() -> {
          try {
            return child.getInputStream().read() < 0 ? "ended" : "something came";
          } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            return message.equalsIgnoreCase("Stream closed") ? "ended" : message;
          }
        });
    Thread reader = startDaemon("reader", reading::run);
    Steps.settle();
    child.destroy();
    join(reader);
    return reading.get() + " " + child.waitFor();
  }

  private static String destroyedWhileWriting() throws Exception {
    Process child = begun(LIVES);
    FutureTask<String> writing =
        new FutureTask<>(() -> {
          OutputStream out = child.getOutputStream();
          try {
            while (true) {
              out.write(new byte[10_000]);
            }
          } catch (IOException e) {
            return e.getClass().getName();
          }
        });
    Thread writer = startDaemon("writer", writing::run);
    Steps.settle();
    child.toHandle().destroy();
    join(writer);
    return writing.get() + " " + child.waitFor();
  }

  private static int destroyedWhileWaiting() throws Exception {
    Process child = begun(LIVES);
    int[] exitCodes = new int[10];
    Thread[] threads = new Thread[exitCodes.length];
    for (int i = 0; i < threads.length; i++) {
      int index = i;
      threads[i] = startDaemon("waiting", () -> exitCodes[index] = child.waitFor());
    }
    Steps.settle();
    child.destroyForcibly();
    join(threads);
    return Arrays.stream(exitCodes).sum();
  }

  private static String killedWhileReading() throws Exception {
    Process child = begun("echo ready; printf last; exec sleep 60");
    Process killer = Shell.start("sleep 0.1; kill -9 $0", String.valueOf(child.pid()));
    String last = Shell.text(child.getInputStream());
    return last + " " + killer.waitFor() + " " + child.waitFor();
  }

  /** The stream may not have noticed yet, but the pipe has. */
  private static String writeAfterEnd() throws Exception {
    Process child = Shell.start("exit 0");
    child.waitFor();
    try (OutputStream out = child.getOutputStream()) {
      out.write(new byte[100_000]);
      return "written";
    } catch (IOException e) {
      return e.getClass().getName();
    }
  }

  private static String writeToDeaf() throws Exception {
    Process child = begun("exec <&-; echo ready; exec sleep 60");
    String outcome =
        Steps.outcome(() -> {
          child.getOutputStream().write(new byte[100_000]);
          return "written";
        });
    child.destroy();
    return outcome + " " + child.waitFor();
  }

  /** The child finds its output closed, and is killed by that. */
  private static int unheard() throws Exception {
    Process child = begun("echo ready; exec yes");
    try (InputStream in = child.getInputStream()) {
      in.readNBytes(1_000);
    }
    return child.waitFor();
  }

  private static String interruptedBefore() throws Exception {
    Process child = begun(LIVES);
    Thread.currentThread().interrupt();
    String outcome = Steps.outcome(child::waitFor) + " " + Thread.interrupted();
    child.destroy();
    return outcome + " " + child.waitFor();
  }

  /** Something that waits for a process. */
  @FunctionalInterface
  private interface Wait {
    Object on(Process process) throws Exception;
  }

  private static String interrupted(Wait wait) throws Exception {
    Process child = begun("echo ready; exec cat");
    FutureTask<String> waiting =
        new FutureTask<>(() ->
            Steps.outcome(() -> wait.on(child))
                + (Thread.currentThread().isInterrupted() ? ", interrupted" : ""));
    Thread thread = startDaemon("waiting", waiting::run);
    Steps.settle();
    thread.interrupt();
    Steps.settle();
    boolean ended = waiting.isDone();
    child.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
    child.getOutputStream().close();
    join(thread);
    return ended + " " + waiting.get() + " " + child.waitFor();
  }

  private static String interruptedStart() throws Exception {
    Thread.currentThread().interrupt();
    Process child = Shell.start("echo started");
    String said = Shell.text(child.getInputStream());
    boolean interrupted = Thread.interrupted();
    return said + " " + interrupted + " " + child.waitFor();
  }
}
