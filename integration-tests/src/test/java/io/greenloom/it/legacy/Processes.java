package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Child processes: their output, input and errors, where these go, and how they end. */
public final class Processes {
  private static final byte[] DATA = Bytes.random(2_000_003, 1);
  private static final int CHILDREN = 200;

  private Processes() {}

  /** Runs the program. */
  public static void main(String[] args) {
    step("200 at once", Processes::crowd);
    asked("exit code", () -> Shell.start("exit 7").waitFor());
    asked("errors", Processes::errors);
    asked("errors with output", Processes::errorsWithOutput);
    asked("output to a file", Processes::outputToFile);
    asked("input from a file", Processes::inputFromFile);
    asked("output moved to a file", Processes::moveToFile);
    asked("output and input of the program itself", Processes::inherit);
    asked("output discarded", Processes::discard);
    asked("environment and folder", Processes::surroundings);
    asked("much data both ways", Processes::bothWays);
    asked("lines both ways", Processes::talk);
    asked("pipeline", Processes::pipeline);
    asked("runtime", () -> Runtime.getRuntime().exec(new String[] {"true"}).waitFor());
    asked("no such program", () -> new ProcessBuilder("no-such-program").start());
    asked("no such folder", Processes::noFolder);
    asked("no program", () -> new ProcessBuilder("/").start());
    asked("exit value too early", Processes::exitValueTooEarly);
    asked("end of a handle", Processes::handle);
    asked("ends in any order", Processes::anyOf);
    asked("time limits", Processes::limits);
    asked("output after the end", Processes::outputAfterEnd);
  }

  private static void asked(String name, Steps.Step question) {
    step(name, () -> inside(() -> Steps.outcome(question)));
  }

  private static String crowd() throws Exception {
    AtomicInteger exitCodes = new AtomicInteger();
    AtomicInteger said = new AtomicInteger();
    Thread[] threads = new Thread[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
      int number = i;
      threads[i] =
          startDaemon(
              "child " + i,
              () -> {
                Process child =
                    Shell.start("sleep 0.2; echo $0; exit $(($0 % 5))", String.valueOf(number));
                said.addAndGet(Integer.parseInt(Shell.text(child.getInputStream())));
                exitCodes.addAndGet(child.waitFor());
              });
    }
    join(threads);
    return said + " " + exitCodes;
  }

  private static String errors() throws Exception {
    Process child = Shell.start("echo wrong >&2; echo right; exit 1");
    String out = Shell.text(child.getInputStream());
    return out + " " + Shell.text(child.getErrorStream()) + " " + child.waitFor();
  }

  private static String errorsWithOutput() throws Exception {
    Process child = Shell.builder("echo wrong >&2; echo right").redirectErrorStream(true).start();
    try (BufferedReader lines = child.inputReader()) {
      return lines.readAllLines() + " " + child.getErrorStream().read() + " " + child.waitFor();
    }
  }

  private static String outputToFile() throws Exception {
    Path file = Files.createTempFile("output", ".txt");
    try {
      int first = Shell.builder("echo one").redirectOutput(file.toFile()).start().waitFor();
      Process second =
          Shell.builder("echo two; echo bad >&2")
              .redirectOutput(Redirect.appendTo(file.toFile()))
              .redirectErrorStream(true)
              .start();
      int none = second.getInputStream().read();
      return first + " " + second.waitFor() + " " + none + " " + Files.readAllLines(file);
    } finally {
      Files.delete(file);
    }
  }

  private static String inputFromFile() throws Exception {
    Path file = Files.write(Files.createTempFile("input", ".bin"), DATA);
    try {
      Process child = Shell.builder("wc -c").redirectInput(file.toFile()).start();
      return Shell.text(child.getInputStream()) + " " + child.waitFor();
    } finally {
      Files.delete(file);
    }
  }

  private static String moveToFile() throws Exception {
    Path source = Files.write(Files.createTempFile("source", ".bin"), DATA);
    Path target = Files.createTempFile("target", ".bin");
    try (OutputStream out = Files.newOutputStream(target)) {
      Process child = Shell.start("sleep 0.1; cat \"$0\"", source.toString());
      long moved = child.getInputStream().transferTo(out);
      return moved + " " + Files.mismatch(source, target) + " " + child.waitFor();
    } finally {
      Files.delete(source);
      Files.delete(target);
    }
  }

  /** The lines come between ours. */
  private static int inherit() throws Exception {
    System.out.flush();
    return Shell.builder("echo inherited; echo inherited error >&2; exit 2")
        .inheritIO()
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .start()
        .waitFor();
  }

  private static int discard() throws Exception {
    return Shell.builder("yes | head -c 1000000")
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String surroundings() throws Exception {
    ProcessBuilder builder = Shell.builder("echo $WHO in $PWD");
    builder.environment().put("WHO", "someone");
    Process child = builder.directory(Path.of("/usr").toFile()).start();
    return Shell.text(child.getInputStream()) + " " + child.waitFor();
  }

  private static String bothWays() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    Thread writer =
        startDaemon(
            "writer",
            () -> {
              try (OutputStream out = child.getOutputStream()) {
                for (int i = 0; i < DATA.length; i += 10_000) {
                  out.write(DATA, i, Math.min(10_000, DATA.length - i));
                }
              }
            });
    String back = Bytes.describe(child.getInputStream());
    join(writer);
    return Bytes.describe(DATA).equals(back) + " " + child.waitFor();
  }

  private static String talk() throws Exception {
    Process child = Shell.start("while read line; do echo \"$line, indeed\"; done");
    StringBuilder heard = new StringBuilder();
    try (Writer out = child.outputWriter();
        BufferedReader in = child.inputReader()) {
      for (int i = 0; i < 50; i++) {
        out.write(i + "\n");
        out.flush();
        heard.append(in.readLine().length());
      }
    }
    return heard + " " + child.waitFor();
  }

  private static String pipeline() throws Exception {
    List<Process> children =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("printf", "c\\na\\nb\\na\\n"),
                new ProcessBuilder("sort", "-u"),
                new ProcessBuilder("wc", "-l")));
    String count = Shell.text(children.getLast().getInputStream());
    int sum = 0;
    for (Process child : children) {
      sum += child.waitFor();
    }
    return count + " " + sum;
  }

  private static Object noFolder() throws IOException {
    return Shell.builder("true").directory(Path.of("/no/such/folder").toFile()).start();
  }

  private static String exitValueTooEarly() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    String early = Steps.outcome(child::exitValue) + " " + child.isAlive();
    child.getOutputStream().close();
    return early + " " + child.waitFor() + " " + child.exitValue() + " " + child.isAlive();
  }

  private static String handle() throws Exception {
    Process child = Shell.start("sleep 0.2; exit 3");
    ProcessHandle handle = child.toHandle();
    boolean known = ProcessHandle.of(child.pid()).orElseThrow().equals(handle);
    boolean ours = handle.parent().orElseThrow().equals(ProcessHandle.current());
    CompletableFuture<Integer> ended = child.onExit().thenApply(Process::exitValue);
    CompletableFuture<Boolean> alive = handle.onExit().thenApply(ProcessHandle::isAlive);
    return known + " " + ours + " " + ended.get() + " " + alive.get() + " " + handle.isAlive();
  }

  private static Object anyOf() throws Exception {
    Process slow = Shell.start("exec sleep 60");
    Process quick = Shell.start("sleep 0.1; exit 4");
    Object first =
        CompletableFuture.anyOf(slow.onExit(), quick.onExit()).thenApply(quick::equals).get();
    slow.destroy();
    return first + " " + slow.onExit().get().exitValue();
  }

  private static String limits() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    boolean never = child.waitFor(0, TimeUnit.SECONDS) || child.waitFor(Duration.ofMillis(50));
    child.getOutputStream().close();
    boolean ended = child.waitFor(1, TimeUnit.HOURS);
    return never + " " + ended + " " + child.waitFor(Duration.ofHours(1));
  }

  private static String outputAfterEnd() throws Exception {
    Process child = Shell.start("echo out; echo err >&2");
    child.waitFor();
    InputStream in = child.getInputStream();
    return Shell.text(in) + " " + Shell.text(child.getErrorStream()) + " " + in.available();
  }
}
