package io.greenloom.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.internal.thread.WaitGraph.Wait;
import java.util.IdentityHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitGraphTest {
  private final Thread a = new Thread("a");
  private final Thread b = new Thread("b");
  private final Thread c = new Thread("c");
  private final Thread d = new Thread("d");
  private final IdentityHashMap<Thread, Wait> waits = new IdentityHashMap<>();

  private void add(Thread waiting, Object lock, Thread owner) {
    waits.put(waiting, new Wait(lock, owner));
  }

  @Test
  void aChainIsNoCircle() {
    add(a, "L", b);
    add(b, "M", c);

    assertThat(WaitGraph.circles(waits)).isEmpty();
  }

  @Test
  void whoWaitsForACircleIsNotInIt() {
    add(a, "K", b);
    add(b, "L", c);
    add(c, "M", b);
    add(d, "K", b);

    List<List<Thread>> circles = WaitGraph.circles(waits);
    assertThat(circles).hasSize(1);
    assertThat(circles.getFirst()).containsExactlyInAnyOrder(b, c);
  }

  @Test
  void eachStandsBeforeTheOneThatItWaitsFor() {
    add(a, "K", b);
    add(b, "L", c);
    add(c, "M", a);

    List<Thread> circle = WaitGraph.circles(waits).getFirst();
    assertThat(circle.get((circle.indexOf(a) + 1) % 3)).isSameAs(b);
    assertThat(circle.get((circle.indexOf(b) + 1) % 3)).isSameAs(c);
  }

  @Test
  void whoJoinsItselfWaitsForEver() {
    add(a, a, a);
    add(b, "L", b); // has just got the lock

    assertThat(WaitGraph.circles(waits)).containsExactly(List.of(a));
  }

  @Test
  void aCircleThatHasChangedMeanwhileWasNone() {
    add(a, "L", b);
    add(b, "M", a);
    IdentityHashMap<Thread, Wait> again = new IdentityHashMap<>();
    again.put(a, new Wait("L", b));
    again.put(b, new Wait("other", a));

    WaitGraph.retainSame(again, waits);

    assertThat(WaitGraph.circles(again)).isEmpty();
  }
}
