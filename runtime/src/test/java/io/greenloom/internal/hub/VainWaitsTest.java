package io.greenloom.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.poll.SleepingPoller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has been let go in vain is found in this order, and for as long as he waits. */
class VainWaitsTest {
  private final Hub hub = new Hub(0, new SleepingPoller(), new Carriers(1), new WorkSharing(1));
  private final VainWaits waits = new VainWaits();

  private VainWait newWait() {
    return new VainWait(new RawGreenlet(hub, new Thread(() -> {})));
  }

  private List<VainWait> all() {
    List<VainWait> found = new ArrayList<>();
    for (long place = waits.first(); place < waits.end(); place++) {
      VainWait wait = waits.at(place);
      if (wait != null) {
        found.add(wait);
      }
    }
    return found;
  }

  @Test
  void firstInFirstFound() {
    VainWait first = newWait();
    VainWait second = newWait();
    waits.moveToEnd(first);
    waits.moveToEnd(second);

    assertThat(all()).containsExactly(first, second);

    waits.moveToEnd(first);

    assertThat(all()).containsExactly(second, first);
    assertThat(waits.contains(first)).isTrue();
  }

  @Test
  void whoGoesOnIsNotFound() {
    VainWait first = newWait();
    VainWait second = newWait();
    waits.moveToEnd(first);
    waits.moveToEnd(second);
    waits.remove(first);

    assertThat(all()).containsExactly(second);
    assertThat(waits.contains(first)).isFalse();

    waits.remove(second);

    assertThat(waits.isEmpty()).isTrue();
  }

  @Test
  void forgetsTheOldestAndKnowsThat() {
    VainWait oldest = newWait();
    waits.moveToEnd(oldest);
    VainWait last = oldest;
    for (int i = 0; i < 5_000; i++) {
      last = newWait();
      waits.moveToEnd(last);
    }

    assertThat(waits.contains(oldest)).isFalse();
    assertThat(all()).doesNotContain(oldest).endsWith(last);

    waits.remove(oldest);

    assertThat(all()).endsWith(last);
  }

  @Test
  void starvesWhoHasBeenInVainTwiceForSomeTime() {
    VainWait wait = newWait();
    wait.wasInVain(0);

    assertThat(wait.starves(50_000_000)).isFalse();

    wait.wasInVain(10_000_000);

    assertThat(wait.starves(10_000_000)).isFalse();
    assertThat(wait.starves(50_000_000)).isTrue();

    wait.wentOn();

    assertThat(wait.starves(50_000_000)).isFalse();
  }
}
