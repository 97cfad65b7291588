package io.greenloom.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.dump.Activity.Kind;
import io.greenloom.internal.jdk.ThreadSnapshot.OwnedMonitor;
import io.greenloom.internal.thread.WaitGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlockLineTest {
  private final Thread a = new Thread("a");
  private final Thread b = new Thread("b");
  private final Object monitor = new Object();
  private final Waits waits = new Waits();

  private void add(Thread thread, Activity activity, Object... owned) {
    List<OwnedMonitor> monitors =
        List.of(owned).stream().map(object -> new OwnedMonitor(object, 0)).toList();
    waits.add(new Observation(thread, "", activity, List.of(), monitors));
  }

  private static Activity wait(Kind kind, String what, Object lock, long remaining) {
    return new Activity(kind, what, lock, null, 0, remaining, false);
  }

  @Test
  void namesEachWaitAndOwner() {
    Activity lock = wait(Kind.LOCK, "lock L@1", "L", Activity.NO_LIMIT).ownedBy(b);
    add(a, lock, monitor);
    add(b, wait(Kind.MONITOR, "monitor M@2", monitor, Activity.NO_LIMIT));

    assertThat(DeadlockSearch.line(List.of(a, b), waits))
        .isEqualTo(
            "Deadlock: \"a\" #%d waits for lock L@1 held by \"b\" #%d, which waits for monitor M@2 held by \"a\" #%d"
                .formatted(a.threadId(), b.threadId(), a.threadId()));
    assertThat(WaitGraph.circles(waits.graph())).hasSize(1);
  }

  @Test
  void aWaitWithALimitBreaksTheCircle() {
    add(a, wait(Kind.LOCK, "lock", "L", 5).ownedBy(b), monitor);
    add(b, wait(Kind.MONITOR, "monitor", monitor, Activity.NO_LIMIT));

    assertThat(WaitGraph.circles(waits.graph())).isEmpty();
  }
}
