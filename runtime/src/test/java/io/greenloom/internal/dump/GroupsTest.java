package io.greenloom.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.dump.Activity.Kind;
import io.greenloom.internal.jdk.ThreadSnapshot.OwnedMonitor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static final List<StackTraceElement> ONE = Frames.of("app.Main.one", "app.Main.run");
  private static final List<StackTraceElement> TWO = Frames.of("app.Main.two", "app.Main.run");

  private final Groups groups = new Groups(new Descriptors(Path.of("no such folder")));
  private final Waits waits = new Waits();

  private Thread add(String name, Activity activity, List<StackTraceElement> trace) {
    Thread thread = new Thread(name);
    add(new Observation(thread, ", hub 0", activity, trace, List.of()));
    return thread;
  }

  private void add(Observation observation) {
    waits.add(observation);
    groups.add(observation);
  }

  private static Activity other(String what) {
    return Activity.plain(Kind.OTHER, what);
  }

  private List<String> lines() {
    StringBuilder text = new StringBuilder();
    groups.print(text, waits);
    return text.toString().lines().toList();
  }

  @Test
  void equalStacksAreShownOnce() {
    Thread a = add("a", other("park"), ONE);
    Thread b = add("b", other("sleep"), TWO);
    Thread c = add("c", other("park of app.Lock@1"), TWO);

    assertThat(lines())
        .containsExactly(
            "\"b\" #" + b.threadId() + ", hub 0: sleep",
            "\"c\" #" + c.threadId() + ", hub 0: park of app.Lock@1",
            "\tat app.Main.two(Unknown Source)",
            "\tat app.Main.run(Unknown Source)",
            "",
            "\"a\" #" + a.threadId() + ", hub 0: park",
            "\tat app.Main.one(Unknown Source)",
            "\tat app.Main.run(Unknown Source)",
            "");
  }

  @Test
  void ofALargeGroupTheFirstOnesAreShown() {
    for (int i = 0; i < 1_234; i++) {
      add("t" + i, other("park"), ONE);
    }

    List<String> lines = lines();
    assertThat(lines).hasSize(14);
    assertThat(lines.getFirst()).startsWith("\"t0\" #");
    assertThat(lines.get(9)).startsWith("\"t9\" #");
    assertThat(lines.get(10)).isEqualTo("and 1,224 more");
  }

  @Test
  void thoseThatRunStandByThemselves() {
    add("waits", other("park"), ONE);
    add("runs", Activity.RUNNING, ONE);
    add("next", Activity.READY, ONE);

    assertThat(lines()).filteredOn(String::isEmpty).hasSize(3);
  }

  @Test
  void theOwnerOfAMonitorMayComeLater() {
    Object monitor = new Object();
    Activity blocked =
        new Activity(Kind.MONITOR, "monitor x", monitor, null, 0, Activity.NO_LIMIT, false);
    add("blocked", blocked, ONE);
    Thread owner = new Thread("owner");
    add(
        new Observation(
            owner, ", hub 0", other("sleep"), TWO, List.of(new OwnedMonitor(monitor, 0))));

    assertThat(lines().getFirst())
        .endsWith(", hub 0: monitor x held by \"owner\" #" + owner.threadId());
  }

  @Test
  void differentStacksWithoutEndAreCounted() {
    for (int i = 0; i < 6_000; i++) {
      add("t", other("park"), Frames.of("app.Main.method" + i));
    }

    assertThat(lines()).hasSize(5_000 * 3 + 2).contains("and 1,000 more with other stacks");
  }

  @Test
  void aNameStaysOnItsLine() {
    assertThat(Names.of(new Thread("two\nlines\t"))).startsWith("\"two?lines?\" #");
  }
}
