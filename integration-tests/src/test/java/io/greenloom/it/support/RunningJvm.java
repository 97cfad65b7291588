package io.greenloom.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A child JVM under way; closing it kills it. */
public final class RunningJvm implements AutoCloseable {
  private final Process process;
  private final List<String> command;
  private final Duration deadline;
  private final boolean hasInternalErrors;
  private final long start = System.nanoTime();
  private final Lines out;
  private final Lines err;
  private final ThreadSampler sampler;

  RunningJvm(Process process, List<String> command, Duration deadline, boolean hasInternalErrors) {
    this.process = process;
    this.command = command;
    this.deadline = deadline;
    this.hasInternalErrors = hasInternalErrors;
    this.out = new Lines(process.getInputStream());
    this.err = new Lines(process.getErrorStream());
    this.sampler = new ThreadSampler(process);
  }

  /** Collects the lines of a stream on a thread of its own. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Lines(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> collect(stream));
    }

    private void collect(InputStream stream) {
      try (BufferedReader text =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = text.readLine(); line != null; line = text.readLine()) {
          synchronized (lines) {
            lines.add(line);
          }
        }
      } catch (IOException e) {
        // the child was killed
      }
    }

    List<String> soFar() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    List<String> all() throws InterruptedException {
      reader.join(Duration.ofSeconds(10));
      return soFar();
    }
  }

  public long pid() {
    return process.pid();
  }

  public List<String> outSoFar() {
    return out.soFar();
  }

  /** Waits until standard output has a line that begins so, and returns it. */
  public String awaitLine(String prefix) {
    while (true) {
      boolean ended = !process.isAlive();
      for (String line : out.soFar()) {
        if (line.startsWith(prefix)) {
          return line;
        }
      }
      if (ended || left() <= 0) {
        throw failure("no line '" + prefix + "...' came");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  public void write(String text) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write(text.getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public void closeStdin() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended already
    }
  }

  /** Sends it SIGTERM. */
  public void terminate() {
    boolean ignored = process.toHandle().destroy(); // the process's own method closes its streams
  }

  /** Waits for its end and returns what it did; kills it at the deadline. */
  public ChildResult await() {
    try {
      if (!process.waitFor(left(), TimeUnit.NANOSECONDS)) {
        throw failure("the JVM did not end within " + deadline.toSeconds() + " s");
      }
      Duration wall = Duration.ofNanos(System.nanoTime() - start);
      sampler.stop();
      ChildResult result =
          new ChildResult(
              command,
              process.exitValue(),
              out.all(),
              err.all(),
              wall,
              sampler.peak(),
              sampler.names());
      return hasInternalErrors ? result : result.assertNoInternalErrors();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private long left() {
    return deadline.toNanos() - (System.nanoTime() - start);
  }

  private AssertionError failure(String what) {
    String dump = process.isAlive() ? ThreadDump.of(process.pid()) : "exit code " + exitCode();
    process.destroyForcibly();
    return new AssertionError(
        String.join(
            "\n",
            what + ": " + String.join(" ", command),
            "-- standard output:",
            String.join("\n", out.soFar()),
            "-- standard error:",
            String.join("\n", err.soFar()),
            "-- threads:",
            dump));
  }

  private String exitCode() {
    return process.isAlive() ? "none" : String.valueOf(process.exitValue());
  }

  @Override
  public void close() {
    sampler.stop();
    process.destroyForcibly();
  }
}
