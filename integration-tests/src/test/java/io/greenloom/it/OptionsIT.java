package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.legacy.Hello;
import io.greenloom.it.legacy.Http;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings from all three places, good and bad. */
final class OptionsIT {
  private static ChildJvm hello() {
    return ChildJvm.of(Hello.class).args("there");
  }

  private static ChildResult assertGreen(ChildResult result) {
    return result.assertExit(3).assertOut("hello there", "green");
  }

  private static ChildResult assertUnpatched(ChildResult result) {
    return result.assertExit(3).assertOut("hello there", "platform");
  }

  private static void assertHubs(ChildJvm jvm, int hubs) {
    ChildResult result = assertGreen(jvm.run());
    assertThat(result.err()).as(result.toString()).isNotEmpty();
    assertThat(result.err().getFirst()).contains(hubs == 1 ? ": 1 hub," : ": " + hubs + " hubs,");
  }

  private static ChildResult assertNotRun(ChildResult result) {
    return result.assertExit(1).assertOut();
  }

  @Test
  void isSilent() {
    assertGreen(hello().agent("").run()).assertErr();
  }

  @Test
  void plainProgramIsPlain() {
    assertUnpatched(hello().run()).assertErr();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hubz=2            | unknown option 'hubz' | 'hubs'",
        "strikt=true       | unknown option 'strikt' | 'strict'",
        "HUBS=1            | unknown option 'HUBS' | 'hubs'",
        "thread.include=x  | unknown option 'thread.include' | 'threads.include'",
        "=1                | unknown option '' | did you mean",
        "hubs=0            | option hubs must be auto or a number from 1 | not '0'",
        "hubs=-1           | option hubs must be auto or a number from 1 | not '-1'",
        "hubs=x            | option hubs must be auto or a number from 1 | not 'x'",
        "hubs=             | option hubs must be auto or a number from 1 | not ''",
        "hubs=99999999999  | option hubs must be auto or a number from 1 | not '99999999999'",
        "hubs              | option 'hubs' has no value | hubs=<value>",
        "hubs=1,hubs=2     | option hubs is given twice | option hubs",
        "report=yes        | option report must be true, false or threads | not 'yes'",
        "socket=0          | option socket must be true or false | not '0'",
        "threads.exclude=x | option threads.exclude must be | not 'x'",
      })
  void refusesBadOption(String options, String sentence, String detail) {
    assertUnpatched(hello().agent(options).run())
        .assertOneSentence(sentence, detail, "the application runs unpatched");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hubz=2,strict=true", "strict=true,hubs=0", "strict=true,hubs"})
  void refusesToRunWhenStrict(String options) {
    assertNotRun(hello().agent(options).run())
        .assertOneSentence("option", "the application does not start");
  }

  @Test
  void strictnessFromElsewhere() {
    assertNotRun(hello().jvmArgs("-Dgreenloom.strict=true").agent("hubs=0").run())
        .assertOneSentence("the application does not start");
    assertNotRun(hello().environment("GREENLOOM_STRICT", "true").agent("hubs=0").run())
        .assertOneSentence("the application does not start");
    assertUnpatched(hello().jvmArgs("-Dgreenloom.strict=true").agent("hubs=0,strict=false").run())
        .assertOneSentence("the application runs unpatched");
  }

  @Test
  void precedence() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertHubs(hello().agent("report=true"), processors);
    assertHubs(hello().jvmArgs("-Dgreenloom.hubs=3").agent("report=true"), 3);
    ChildJvm two = hello().environment("GREENLOOM_HUBS", "4").jvmArgs("-Dgreenloom.report=true");
    assertHubs(two.agent(""), 4);
    ChildJvm three = hello().environment("GREENLOOM_HUBS", "4").jvmArgs("-Dgreenloom.hubs=3");
    assertHubs(three.environment("GREENLOOM_REPORT", "true").agent("hubs=1"), 1);
  }

  @Test
  void refusesBadPropertyAndVariable() {
    assertUnpatched(hello().jvmArgs("-Dgreenloom.hubs=none").agent("").run())
        .assertOneSentence("system property greenloom.hubs must be auto or a number");
    assertUnpatched(hello().jvmArgs("-Dgreenloom.hub=1").agent("").run())
        .assertOneSentence("unknown system property 'greenloom.hub'", "'greenloom.hubs'");
    assertUnpatched(hello().environment("GREENLOOM_HUBS", "none").agent("").run())
        .assertOneSentence("environment variable GREENLOOM_HUBS must be auto or a number");
    assertUnpatched(hello().environment("GREENLOOM_HUB", "1").agent("").run())
        .assertOneSentence("unknown environment variable 'GREENLOOM_HUB'", "'GREENLOOM_HUBS'");
  }

  @Test
  void switchedOff() {
    assertUnpatched(hello().agent("enabled=false").run()).assertErr();
    assertUnpatched(hello().environment("GREENLOOM_ENABLED", "false").agent("").run()).assertErr();
  }

  @Test
  void spacesAroundOptions() {
    assertGreen(hello().agent(" hubs = 1 , strict = true ,").run()).assertErr();
  }

  @Test
  void excludedThreadsStayPlatformThreads() {
    assertThat(hello().agent("hubs=1,threads.exclude=name:hello-*").run().out())
        .contains("platform");
    assertThat(hello().agent("hubs=1,threads.include=name:other").run().out()).contains("platform");
    assertThat(hello().agent("hubs=1,threads.include=name:hello-probe").run().out())
        .contains("green");
    assertThat(hello().agent("hubs=1,threads.exclude=class:java.lang.Thread").run().out())
        .contains("platform");
  }

  @Test
  void report() {
    ChildResult result = assertGreen(hello().agent("hubs=1,report=true,select=false").run());
    assertThat(result.err().getFirst())
        .startsWith("Greenloom " + System.getProperty("greenloom.version") + " on JDK ")
        .contains(": 1 hub, ");
    assertThat(result.err())
        .anyMatch(line -> line.matches(" +socket +patched +.*Poller\\.poll.*"))
        .anyMatch(line -> line.matches(" +thread +patched +.*Thread\\.start.*"))
        .anyMatch(line -> line.matches(" +select +not patched +switched off by select=false"))
        .anyMatch(line -> line.matches(" +sleep +patched .*"))
        .anyMatch(line -> line.matches(" +ssl +patched .*"));
  }

  @Test
  void agentTwice() {
    assertGreen(hello().agent("hubs=1").agent("hubs=1").run()).assertErr();
    assertGreen(hello().agent("hubs=1").agent("hubs=2").run())
        .assertOneSentence("already installed with options 'hubs=1'", "'hubs=2'", "ignored");
  }

  @Test
  void worksWithAreasSwitchedOff() {
    ChildResult plain = ChildJvm.of(Http.class).run();
    for (String options :
        List.of(
            "sleep=false",
            "socket=false",
            "select=false",
            "ssl=false",
            "thread=false",
            "sleep=false,socket=false,select=false")) {
      ChildJvm.of(Http.class).agent("hubs=1," + options).run().assertSame(plain);
    }
  }
}
