package io.greenloom.sample;

import io.greenloom.Greenlet;
import io.greenloom.Monkey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program of the gevent introduction, line for line, with Greenloom's API. */
@Command(
    name = "GreenletFetcher",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = VersionProvider.class,
    description = {
      "Fetches URLs side by side, one greenlet each, and prints the head of each.",
      "Without a URL it fetches from a mock server of its own.",
      "The exit code is 0 if all were fetched, 1 if one failed, 2 for a usage error."
    })
public final class GreenletFetcher implements Callable<Integer> {

  @Mixin private FetchOptions options = new FetchOptions();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Durations.class,
      description = "Give up what is not fetched by then (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(2);

  /** Makes the command with its defaults. */
  public GreenletFetcher() {}

  /**
   * Patches the JDK, fetches the URLs that the command line names, and exits.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String... args) {
    Monkey.patchAll();
    System.exit(Cli.execute(new GreenletFetcher(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (FetchRun run = options.start(timeout)) {
      List<Greenlet<Void>> jobs = new ArrayList<>();
      for (String url : run.urls()) {
        jobs.add(Greenlet.spawn(() -> printHead(run, url)));
      }
      Greenlet.joinAll(jobs, run.timeLeft());
      return run.finish();
    }
  }

  private static void printHead(FetchRun run, String url) {
    run.attempt(
        url,
        () -> {
          run.println("Starting " + url);
          byte[] data = run.urlopen(url);
          run.println(url + ": " + data.length + " bytes: " + PythonRepr.of(data, 50));
        });
  }
}
