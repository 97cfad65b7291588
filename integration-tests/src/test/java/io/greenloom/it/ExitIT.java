package io.greenloom.it;

import io.greenloom.it.legacy.ExitScenarios;
import io.greenloom.it.support.PlainAndGreen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JVM ends when and how it would have ended without the agent. */
final class ExitIT {
  @ParameterizedTest
  @EnumSource
  void endsAsPlain(ExitScenarios.Scenario scenario) {
    PlainAndGreen.assertSame(ExitScenarios.class, scenario.name());
  }
}
