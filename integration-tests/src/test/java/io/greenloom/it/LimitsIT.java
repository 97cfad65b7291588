package io.greenloom.it;

import io.greenloom.it.api.InterruptsAndLimits;
import io.greenloom.it.api.LimitStorm;
import io.greenloom.it.api.LimitsAfterWaits;
import io.greenloom.it.support.ChildJvm;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time limits and kills share the ways out of a wait with the application's own interrupts. */
@EnabledOnOs(OS.LINUX) // elsewhere sockets wait in the JDK's pollers
final class LimitsIT {
  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void neitherTheInterruptNorTheLimitIsLost(String options) {
    ChildJvm.of(InterruptsAndLimits.class)
        .agent(options)
        .run()
        .assertExit(0)
        .assertOut("green: {}", "greenlet: {}", "platform: {}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void nothingStaysBehind(String options) {
    String read = "limit, interrupted false, then 120";
    String select = "limit, interrupted false";
    String channels = "in time true, lost []";
    ChildJvm.of(LimitsAfterWaits.class)
        .agent(options)
        .run()
        .assertExit(0)
        .assertOut(
            "read: " + read,
            "read, thread: " + read,
            "select: " + select,
            "select, thread: " + select,
            "kill: killed true",
            "queue: " + channels,
            "queue, threads: " + channels,
            "monitor: " + channels,
            "monitor, threads: " + channels,
            "pinned: interrupted, early false false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubs=1", "hubs=2"})
  void poolsSurvive(String options) {
    ChildJvm.of(LimitStorm.class)
        .agent(options)
        .run()
        .assertExit(0)
        .assertOut("all end: true true", "left over: 0", "failures: []", "all happened: true");
  }
}
