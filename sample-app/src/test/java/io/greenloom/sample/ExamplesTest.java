package io.greenloom.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.sample.example.Examples;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the examples say of themselves. */
class ExamplesTest {

  @Test
  void listItself() {
    Outcome outcome = Outcome.of(new Examples());
    assertThat(outcome.out()).startsWith("Usage: example ").contains("echoserver", "web-server");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void explainThemselves() {
    Set<String> names = new CommandLine(new Examples()).getSubcommands().keySet();
    assertThat(names).isNotEmpty();
    for (String name : names) {
      Outcome help = Outcome.of(new Examples(), name, "--help");
      assertThat(help.out()).as(name).startsWith("Usage: example " + name + " ");
      assertThat(help.exitCode()).as(name).isZero();
      Outcome version = Outcome.of(new Examples(), name, "--version");
      assertThat(version.out()).as(name).startsWith("Greenloom sample ");
    }
  }

  @Test
  void wantNumbersAsPorts() {
    Outcome outcome = Outcome.of(new Examples(), "echoserver", "--port", "x");
    assertThat(outcome.errLines().getFirst())
        .startsWith("echoserver: ")
        .contains("'x' is not an int");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }
}
