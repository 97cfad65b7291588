package io.greenloom.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs {@link LegacyFetcher} over a mock server twice, in a plain JVM and under the agent, and
 * compares time, threads and memory. The agent's jar is the system property {@code
 * greenloom.agent.jar}.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = VersionProvider.class,
    description = {
      "Fetches from a mock server with one java.lang.Thread per URL, first in a plain JVM,",
      "then with the Greenloom agent, and prints what each took from JVM start to exit."
    })
public final class Demo implements Callable<Integer> {

  private static final String AGENT_PROPERTY = "greenloom.agent.jar";
  private static final String TIMEOUT = "2m";
  private static final int OUTPUT_LINES = 40;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--urls",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Number of URLs, all fetched at once (default: ${DEFAULT-VALUE}).")
  private int urls;

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      converter = Durations.class,
      description = "Time from request to answer (default: ${DEFAULT-VALUE}).")
  private Duration latency = Duration.ofMillis(200);

  /** Makes the command with its defaults. */
  public Demo() {}

  /**
   * Runs the comparison that the command line asks for, and exits.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String... args) {
    System.exit(Cli.execute(new Demo(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (urls < 1) {
      throw usage("--urls must be at least 1");
    }
    String agent = System.getProperty(AGENT_PROPERTY, "");
    if (!Files.isRegularFile(Path.of(agent))) {
      throw usage("-D" + AGENT_PROPERTY + "= must name the agent's jar; it is '" + agent + "'");
    }
    System.out.printf(
        Locale.ROOT,
        "%,d URLs, %d ms each, one java.lang.Thread per URL%n%n",
        urls,
        latency.toMillis());
    Path folder = Files.createTempDirectory("greenloom-demo");
    Process server = startServer();
    try {
      Path list = writeUrls(server, folder.resolve("urls.txt"));
      Path output = folder.resolve("output.txt");
      Measurement plain = measure("plain JVM", List.of(), list, output);
      Measurement patched =
          measure("greenloom agent", List.of("-javaagent:" + agent), list, output);
      System.out.println(ComparisonTable.of(plain, patched));
    } finally {
      server.destroy();
      for (String file : List.of("urls.txt", "output.txt")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    }
    return 0;
  }

  private Process startServer() throws IOException {
    return new ProcessBuilder(
            java(List.of(), MockServer.class, "--latency", Durations.format(latency)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Path writeUrls(Process server, Path file) throws IOException {
    BufferedReader reader = server.inputReader(StandardCharsets.UTF_8);
    String base = reader.readLine();
    if (base == null) {
      throw new IOException("the mock server did not start");
    }
    return Files.write(
        file, IntStream.range(0, urls).mapToObj(number -> base + "/" + number).toList());
  }

  private static Measurement measure(String name, List<String> options, Path list, Path output)
      throws IOException, InterruptedException {
    System.err.println("Running: " + name + " ...");
    List<String> command =
        java(options, LegacyFetcher.class, "--quiet", "--timeout", TIMEOUT, "--file", "-");
    Measurement result =
        Measurement.of(
            new ProcessBuilder(command)
                .redirectInput(list.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile()));
    if (result.exitCode() != 0) {
      List<String> lines = Files.readAllLines(output);
      int skipped = Math.max(0, lines.size() - OUTPUT_LINES);
      lines.stream().skip(skipped).forEach(System.err::println);
      throw new IOException(
          "the fetcher failed with exit code %d (%s); its last lines are above"
              .formatted(result.exitCode(), name));
    }
    return result;
  }

  private static List<String> java(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private ParameterException usage(String sentence) {
    if (spec == null) {
      throw new IllegalStateException(sentence);
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
