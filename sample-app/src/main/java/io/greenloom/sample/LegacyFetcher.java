package io.greenloom.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The program of the gevent introduction as legacy Java: one new {@link Thread} per URL and a
 * blocking {@link java.net.HttpURLConnection} in each. It knows nothing of Greenloom.
 */
@Command(
    name = "LegacyFetcher",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = VersionProvider.class,
    description = {
      "Fetches URLs side by side, one java.lang.Thread each, and prints the head of each.",
      "Without a URL it fetches from a mock server of its own.",
      "The exit code is 0 if all were fetched, 1 if one failed, 2 for a usage error."
    })
public final class LegacyFetcher implements Callable<Integer> {

  @Mixin private FetchOptions options = new FetchOptions();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Give up what is not fetched by then (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(30);

  /** Makes the command with its defaults. */
  public LegacyFetcher() {}

  /**
   * Fetches the URLs that the command line names, and exits.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String... args) {
    System.exit(Cli.execute(new LegacyFetcher(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (FetchRun run = options.start(timeout)) {
      List<Thread> threads = new ArrayList<>();
      for (String url : run.urls()) {
        Thread thread = new Thread(() -> printHead(run, url));
        thread.setDaemon(true);
        try {
          thread.start();
          threads.add(thread);
        } catch (OutOfMemoryError e) { // the system has no more threads to give
          run.attempt(
              url,
              () -> {
                throw e;
              });
        }
      }
      for (Thread thread : threads) {
        long millis = run.timeLeft().toMillis();
        if (millis <= 0) { // join(0) would wait for ever
          break;
        }
        thread.join(millis);
      }
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
