package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Some go ahead of the queue, but nobody waits for ever. */
class ReadyThreadsTest {
  private final WorkSharing sharing = new WorkSharing(1);
  private final Hub hub = new Hub(0, new SleepingPoller(), new Carriers(1), sharing);
  private final ReadyThreads ready = new ReadyThreads(sharing);
  private final List<RawGreenlet> greenlets = new ArrayList<>();

  /** Numbered from 0. */
  private RawGreenlet greenlet() {
    RawGreenlet made = new ApiGreenlet(hub, "greenlet", () -> {}, this);
    greenlets.add(made);
    return made;
  }

  private List<Integer> pollAll() {
    List<Integer> order = new ArrayList<>();
    for (RawGreenlet next = ready.poll(); next != null; next = ready.poll()) {
      order.add(greenlets.indexOf(next));
    }
    return order;
  }

  @Test
  void thoseThatGoAheadComeFirst() {
    ready.add(greenlet());
    ready.add(greenlet());
    ready.addAhead(greenlet());
    ready.addAhead(greenlet());
    ready.letAheadGo();

    assertThat(ready.size()).isEqualTo(4);
    assertThat(pollAll()).containsExactly(2, 3, 0, 1);
    assertThat(ready.isEmpty()).isTrue();
  }

  @Test
  void oneOfTheQueueRunsBeforeTheNextGoAhead() {
    ready.add(greenlet());
    ready.add(greenlet());
    ready.addAhead(greenlet());
    ready.letAheadGo();
    assertThat(greenlets.indexOf(ready.poll())).isEqualTo(2);
    ready.addAhead(greenlet());
    ready.letAheadGo();

    assertThat(greenlets.indexOf(ready.poll())).isZero();
    ready.letAheadGo();
    assertThat(pollAll()).containsExactly(3, 1);
  }

  @Test
  void thoseThatAreNotLetGoAreNotForgotten() {
    ready.add(greenlet());
    ready.addAhead(greenlet());

    assertThat(pollAll()).containsExactly(0, 1);
  }

  @Test
  void othersMayHaveStolenThoseThatGoAhead() {
    ready.add(greenlet());
    ready.addAhead(greenlet());
    ready.addAhead(greenlet());
    ready.letAheadGo();
    assertThat(ready.steal()).isSameAs(greenlets.get(1));
    assertThat(ready.steal()).isSameAs(greenlets.get(2));

    assertThat(pollAll()).containsExactly(0);
    assertThat(ready.steal()).isNull();
  }
}
