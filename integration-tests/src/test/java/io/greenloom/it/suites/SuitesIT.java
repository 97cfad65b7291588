package io.greenloom.it.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.support.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes on the plain JVM passes with the agent: the tests of other people's libraries. */
final class SuitesIT {
  /** {@code quick}, {@code all}, or the name of one suite, of which all tests run then. */
  private static final String WANTED = System.getProperty("greenloom.suites.run", "quick");

  private static final SuiteReport REPORT = new SuiteReport();

  static Stream<Suite> suites() {
    return PublishedSuites.LIST.stream().filter(SuitesIT::isWanted);
  }

  private static boolean isWanted(Suite suite) {
    return switch (WANTED) {
      case "quick" -> suite.isQuick();
      case "all" -> true;
      default -> suite.name().equals(WANTED);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("suites")
  void losesNoTest(Suite suite) throws IOException {
    Comparison comparison = Comparison.of(suite, WANTED.equals("quick"));
    REPORT.add(comparison);
    assertThat(comparison.nothingLost()).as("%n%s", comparison.details()).isTrue();
  }

  @AfterAll
  static void printTheDifference() throws IOException {
    System.out.println(REPORT.text());
    Files.writeString(Jars.suiteOutput("report.txt"), REPORT.text());
  }
}
