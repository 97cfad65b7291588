package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the commands say of themselves, and to those who use them wrongly. */
class CommandLineTest {

  static Object[] commands() {
    return new Object[] {
      new LegacyFetcher(), new GreenletFetcher(), new MockServerCommand(), new Demo()
    };
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsItself(Object command) {
    Outcome help = Outcome.of(command, "--help");
    assertThat(help.out().replaceAll("\\s+", " "))
        .startsWith("Usage: ")
        .contains("--latency=DURATION", "(default: 200ms)");
    assertThat(help.err()).isEmpty();
    assertThat(help.exitCode()).isZero();
    Outcome version = Outcome.of(command, "--version");
    assertThat(version.out()).startsWith("Greenloom sample ");
    assertThat(version.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void refusesUnknownOption(Object command) {
    Outcome outcome = Outcome.of(command, "--latencyy=2s");
    assertThat(outcome.err()).contains("--latencyy");
    assertThat(outcome.errLines()).hasSize(2);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void fetchersNameTheirTimeouts() {
    assertThat(unwrapped(new LegacyFetcher())).contains("not fetched by then (default: 30s)");
    assertThat(unwrapped(new GreenletFetcher())).contains("not fetched by then (default: 2s)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--timeout 2 | '2' has no unit; add one, for example 2ms or 2s",
        "--timeout 0s | --timeout must be more than zero",
        "--url-timeout 0s | --url-timeout must be more than zero",
        "--concurrency 0 | --concurrency must be at least 1",
        "--concurrency x | 'x' is not an int",
        "--urls 0 | --urls must be at least 1",
        "--size 10q | '10q' is not a size; write for example 512, 10k or 1m",
        "--tls http://localhost/ | --tls is for the mock server, which no URL may be given for",
        "--cacert x | --cacert is for the URLs given, and there is none",
        "--cacert no-such.pem http://localhost/ | --cacert: there is no file no-such.pem",
        "--file no-such-file | --file: there is no file no-such-file"
      })
  void refusesInOneSentence(String args, String sentence) {
    Outcome outcome = Outcome.of(new LegacyFetcher(), args.split(" ", -1));
    assertThat(outcome.errLines().getFirst()).startsWith("LegacyFetcher: ").endsWith(sentence);
    assertThat(outcome.errLines().getLast()).isEqualTo("Try 'LegacyFetcher --help'.");
    assertThat(outcome.errLines()).hasSize(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesFileWithoutUrl(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("urls.txt"), "# nothing\n");
    Outcome outcome = Outcome.of(new LegacyFetcher(), "--file", file.toString());
    assertThat(outcome.err()).contains("--file: there is no URL in " + file);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesCaFileWithoutCertificate(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "nothing\n");
    Outcome outcome =
        Outcome.of(new LegacyFetcher(), "--cacert", file.toString(), "http://localhost/");
    assertThat(outcome.err()).contains("--cacert: cannot read " + file);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void demoWantsTheAgent() {
    Outcome outcome = Outcome.of(new Demo(), "--urls", "1");
    assertThat(outcome.err()).contains("-Dgreenloom.agent.jar= must name the agent's jar");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private static String unwrapped(Object command) {
    return Outcome.of(command, "--help").out().replaceAll("\\s+", " ");
  }
}
