package io.greenloom.sample.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.greenloom.Greenlet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * gevent's {@code processes.py}: runs two commands at once and reads what they print, for two
 * seconds at most. Reading from a {@link Process} blocks its greenlet only. Whoever is still
 * running then is killed, and its {@code finally} ends the process.
 */
@Command(name = "processes", description = "Runs commands at once and prints their output.")
final class Processes implements Callable<Integer> {

  @Option(
      names = "--limit",
      defaultValue = "2",
      description = "How many seconds they have (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Parameters(
      paramLabel = "COMMAND",
      description = "A command with its arguments, quoted (default: 'uname' and 'ls').")
  private List<String> commands = List.of("uname", "ls");

  @Override
  public Integer call() throws Exception {
    Stopwatch time = new Stopwatch();
    List<Greenlet<String>> jobs = new ArrayList<>();
    for (String command : commands) {
      jobs.add(Greenlet.spawn(command, () -> output(command)));
    }
    Greenlet.joinAll(jobs, Duration.ofSeconds(limit));
    for (Greenlet<String> job : jobs) {
      String result = job.isReady() ? job.get() : "still running";
      System.out.println(job.name() + ": " + result);
      job.kill();
    }
    System.out.println("took " + time);
    return 0;
  }

  private static String output(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } finally {
      process.destroy();
    }
  }
}
