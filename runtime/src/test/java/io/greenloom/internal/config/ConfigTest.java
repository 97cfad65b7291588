package io.greenloom.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.greenloom.PatchArea;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  private static Config read(String options) {
    return Config.read(options, Map.of(), Map.of());
  }

  @Test
  void hasDefaults() {
    Config config = read(null);

    assertThat(config.get(Settings.ENABLED)).isTrue();
    assertThat(config.get(Settings.HUBS)).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.get(Settings.BLOCKED_AFTER)).isEqualTo(Duration.ofMillis(100));
    assertThat(config.get(Settings.of(PatchArea.DNS))).isTrue();
    assertThat(config.get(Settings.STRICT)).isFalse();
    assertThat(config.get(Settings.REPORT)).isEqualTo(ReportLevel.NONE);
  }

  @Test
  void reportHasThreeLevels() {
    assertThat(read("report=false").get(Settings.REPORT)).isEqualTo(ReportLevel.NONE);
    assertThat(read("report=true").get(Settings.REPORT)).isEqualTo(ReportLevel.PATCHES);
    assertThat(read("report=threads").get(Settings.REPORT)).isEqualTo(ReportLevel.THREADS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("report=all"))
        .withMessageContaining("true, false or threads");
  }

  @Test
  void optionWinsOverPropertyOverVariable() {
    Map<String, String> properties = Map.of("greenloom.hubs", "2", "greenloom.strict", "true");
    Map<String, String> variables =
        Map.of("GREENLOOM_HUBS", "3", "GREENLOOM_MONITOR_BLOCKED_AFTER", "2s");

    Config config = Config.read("hubs=1", properties, variables);

    assertThat(config.get(Settings.HUBS)).isEqualTo(1);
    assertThat(config.get(Settings.STRICT)).isTrue();
    assertThat(config.get(Settings.BLOCKED_AFTER)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Config.read("", properties, variables).get(Settings.HUBS)).isEqualTo(2);
    assertThat(Config.read("", Map.of(), variables).get(Settings.HUBS)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"hub=1, hubs", "sockets=false, socket", "thread.exclude=x, threads.exclude"})
  void unknownOptionNamesTheNearest(String options, String nearest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(options))
        .withMessageContaining("unknown option")
        .withMessageContaining("did you mean '" + nearest + "'?");
  }

  @Test
  void unknownPropertyAndVariableAreErrorsToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Config.read(null, Map.of("greenloom.hubz", "1"), Map.of()))
        .withMessageContaining("unknown system property 'greenloom.hubz'")
        .withMessageContaining("did you mean 'greenloom.hubs'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Config.read(null, Map.of(), Map.of("GREENLOOM_STRIKT", "true")))
        .withMessageContaining("did you mean 'GREENLOOM_STRICT'?");
  }

  @Test
  void namesOfTheLauncherAndOfOthersAreLeftAlone() {
    Map<String, String> properties = Map.of("greenloom.agent.jar", "x", "java.home", "y");
    Map<String, String> variables = Map.of("GREENLOOM_JAVA_HOME", "x", "HOME", "y");

    assertThat(Config.read(null, properties, variables).get(Settings.ENABLED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hubs=0",
        "hubs=x",
        "hubs=-1",
        "hubs=1025",
        "hubs=",
        "socket=yes",
        "monitor.blocked-after=100",
        "monitor.blocked-after=0ms",
        "threads.exclude=foo",
        "threads.exclude=class:",
        "hubs",
        "hubs=1,hubs=2"
      })
  void badValueIsOneSentenceThatNamesTheOption(String options) {
    String name = options.replaceFirst("=.*", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(options))
        .withMessageContaining(name)
        .withMessageNotContaining("\n");
  }

  @Test
  void allowedValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("hubs=0"))
        .withMessage("option hubs must be auto or a number from 1 to 1024, not '0'");
  }

  @Test
  void matchesThreadsByClassPackageAndName() {
    ThreadPatterns patterns =
        read("threads.exclude=class:a.B;package:c.d;name:poll-*-?").get(Settings.THREADS_EXCLUDE);

    assertThat(patterns.matches(new Thread("poll-x-1"))).isTrue();
    assertThat(patterns.matches(new Thread("poll-x-12"))).isFalse();
    assertThat(patterns.matches(new Thread("a poll-x-1"))).isFalse();
    ThreadPatterns ours = ThreadPatterns.parse("package:io.greenloom.internal");
    assertThat(ours.matches(new OwnThread())).isTrue();
    assertThat(ours.matches(new Thread())).isFalse();
    assertThat(ThreadPatterns.parse("package:io.greenloom.inter").matches(new OwnThread()))
        .isFalse();
    assertThat(ThreadPatterns.parse("class:" + OwnThread.class.getName()).matches(new OwnThread()))
        .isTrue();
  }

  private static final class OwnThread extends Thread {}
}
