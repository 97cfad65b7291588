package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.legacy.BridgeCalls;
import io.greenloom.it.legacy.Renames;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Jars;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may do with the classes of ours that are in the JDK's packages. */
final class BridgeIT {
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void survivesCallsWithAnyArguments(String options) {
    ChildResult result =
        ChildJvm.of(BridgeCalls.class)
            .agent(options)
            .jvmArgs("--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED")
            .jvmArgs("-XX:ErrorFile=/dev/null", "-Dgreenloom.monitor.report=false")
            .args(Jars.agent().toString())
            .run()
            .assertExit(0);
    assertThat(result.out()).last().isEqualTo("true true still runs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2", "main=true"})
  void renamesFromBothSides(String options) {
    ChildJvm.of(Renames.class)
        .agent(options)
        .run()
        .assertExit(0)
        .assertOut("end, seen outside, seen inside");
  }
}
