package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.api.Blocked;
import io.greenloom.it.api.BrokenPollers;
import io.greenloom.it.legacy.EventLoops;
import io.greenloom.it.legacy.Hello;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds a hub's carrier is told once, wherever somebody may look for it. */
final class HubMonitorIT {
  private static ChildJvm blocked(String options, String kind, int millis) {
    return ChildJvm.of(Blocked.class)
        .jvmArgs("--enable-native-access=ALL-UNNAMED")
        .agent(options)
        .args(kind, String.valueOf(millis));
  }

  /** Lines about one thread; on a busy machine there may be others. */
  private static List<String> linesAbout(ChildResult run, String thread) {
    return run.err().stream().filter(line -> line.contains("\"" + thread + "\"")).toList();
  }

  @Test
  void whatComputesForLongIsPrintedWithItsStack() {
    ChildResult run = blocked("hubs=1", "spin", 2500).run().assertExit(0);

    run.assertOut("blocked, stack true", "released, handed off true", "counted true");
    List<String> lines = linesAbout(run, "culprit");
    assertThat(lines).as(run.toString()).hasSize(2);
    assertThat(lines.getFirst())
        .matches(
            "greenloom: \"culprit\" has held hub 0's carrier for 1\\d\\d\\d ms without yielding;"
                + " the hub was handed off after \\d+ ms \\(report \\d+\\)");
    assertThat(lines.getLast())
        .matches(
            "greenloom: \"culprit\" went on after \\d+ ms; the hub was handed off after \\d+"
                + " ms \\(report \\d+\\)");
    assertThat(run.err()).anyMatch(line -> line.startsWith("\tat " + Blocked.class.getName()));
    assertThat(run.err())
        .contains(
            "greenloom: a listener failed: java.lang.IllegalStateException: a listener that fails");
  }

  @ParameterizedTest
  @CsvSource({"native, 2500", "native, 300", "spin, 300"})
  void whatHoldsUpNobodyIsToldButNotPrinted(String kind, int millis) {
    ChildResult run = blocked("hubs=1", kind, millis).run().assertExit(0);

    run.assertOut("blocked, stack true", "released, handed off true", "counted true");
    assertThat(linesAbout(run, "culprit")).as(run.toString()).isEmpty();
  }

  private static ChildResult eventLoops(String options, String kind, int millis) {
    return ChildJvm.of(EventLoops.class)
        .jvmArgs("--enable-native-access=ALL-UNNAMED")
        .agent(options)
        .args(kind, String.valueOf(millis))
        .run()
        .assertExit(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"channels", "native"})
  void anEventLoopOfOthersThatIsIdleIsNotPrinted(String kind) {
    ChildResult run = eventLoops("hubs=1,monitor.blocked-after=50ms", kind, 3000);

    assertThat(run.err()).as(run.toString()).isEmpty();
  }

  @Test
  void asynchronousChannelsWaitInTheHub() {
    ChildResult plain =
        ChildJvm.of(EventLoops.class).args("channels", "400").run().assertExit(0).assertErr();
    for (String options : List.of("hubs=1,handoff=false", "hubs=1", "hubs=2")) {
      ChildResult run = eventLoops(options, "channels", 400);
      assertThat(run.out()).as(run.toString()).isEqualTo(plain.out());
      assertThat(run.err()).as(run.toString()).noneMatch(line -> line.contains("EPoll"));
    }
  }

  @Test
  void aPlaceIsPrintedOnce() {
    ChildResult run = eventLoops("hubs=1,monitor.blocked-after=20ms", "spin", 600);

    List<String> lines =
        run.err().stream().filter(line -> line.startsWith("greenloom: \"spin-")).toList();
    assertThat(lines).as(run.toString()).hasSize(2);
    assertThat(lines.getLast()).contains("went on after");
    assertThat(run.err()).as(run.toString()).doesNotHaveDuplicates();
  }

  @Test
  void errorsOfItsOwnAreToldAndOthersGoOn() {
    ChildResult run =
        ChildJvm.of(BrokenPollers.class)
            .jvmArgs("--enable-native-access=ALL-UNNAMED")
            .agent("hubs=1")
            .withInternalErrors()
            .run()
            .assertExit(0);

    run.assertOut(
        "before: 0",
        "others go on: true",
        "errors: true, pauses: true",
        "dumped: true",
        "in the bean: true");
    assertThat(run.err())
        .as(run.toString())
        .filteredOn(line -> line.startsWith(ChildResult.INTERNAL_ERROR))
        .hasSize(1)
        .first()
        .asString()
        .contains("java.io.IOException", "in the loop of hub 0", "so far");
  }

  @Test
  void aHubThatStandsStillIsPrintedSoon() {
    ChildResult run = blocked("hubs=1,handoff=false", "native", 500).run().assertExit(0);

    run.assertOut("blocked, stack true", "released, handed off false", "counted true");
    assertThat(linesAbout(run, "culprit")).as(run.toString()).hasSize(2);
    assertThat(linesAbout(run, "culprit").getFirst())
        .endsWith("the hub was not handed off: handoff=false (report 1)");
  }

  @Test
  void canBeKeptQuiet() {
    ChildResult run = blocked("hubs=1,monitor.report=false", "spin", 1500).run().assertExit(0);

    run.assertOut("blocked, stack true", "released, handed off true", "counted true");
    assertThat(linesAbout(run, "culprit")).as(run.toString()).isEmpty();
  }

  @Test
  void isRecorded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("blocked.jfr");
    blocked("hubs=1", "native", 700)
        .jvmArgs("-XX:StartFlightRecording=filename=" + file + ",settings=none")
        .run()
        .assertExit(0);

    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.greenloom.HubBlocked"))
            .filter(event -> event.getString("threadName").equals("culprit"))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getBoolean("handedOff")).isTrue();
    assertThat(events.getFirst().getDuration("heldFor").toMillis()).isGreaterThanOrEqualTo(690);
    assertThat(events.getFirst().getString("stack")).contains(Blocked.class.getName());
  }

  @Test
  void nothingIsSaidOfWhatIsIdle() {
    ChildJvm.of(Hello.class).agent("hubs=1").args("there").run().assertErr();
  }
}
