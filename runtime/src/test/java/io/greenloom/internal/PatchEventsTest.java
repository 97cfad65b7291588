package io.greenloom.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.DoNotPatch;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchEventsTest {
  private final List<String> events = new ArrayList<>();

  /** Notes events, and vetoes one of them. */
  private final class Noting implements PatchListener {
    private final String name;
    private final String vetoed;

    Noting(String name, String vetoed) {
      this.name = name;
      this.vetoed = vetoed;
    }

    private void event(String event) {
      events.add(name + " " + event);
      if (event.equals(vetoed)) {
        throw new DoNotPatch("because");
      }
    }

    @Override
    public void willPatchAll(PatchOptions options) {
      event("willPatchAll");
    }

    @Override
    public void willPatch(PatchArea area) {
      event("will" + area);
    }

    @Override
    public void didPatch(PatchArea area) {
      event("did" + area);
    }

    @Override
    public void didPatchAll(PatchReport report) {
      event("didPatchAll");
    }
  }

  private PatchEvents events(String vetoedByFirst) {
    return new PatchEvents(List.of(new Noting("a", vetoedByFirst), new Noting("b", "")));
  }

  @Test
  void everyListenerIsToldInOrder() {
    PatchEvents round = events("");

    assertThat(round.willPatchAll(PatchOptions.all())).isNull();
    assertThat(round.willPatch(PatchArea.DNS)).isNull();
    round.didPatch(PatchArea.DNS);
    round.didPatchAll(new PatchReport("1", "25", 1, "epoll", Map.of(), List.of()));

    assertThat(events)
        .containsExactly(
            "a willPatchAll",
            "b willPatchAll",
            "a willDNS",
            "b willDNS",
            "a didDNS",
            "b didDNS",
            "a didPatchAll",
            "b didPatchAll");
  }

  @Test
  void aVetoEndsItsEvent() {
    String name = Noting.class.getName();

    assertThat(events("willDNS").willPatch(PatchArea.DNS))
        .isEqualTo("vetoed by " + name + ": because");
    assertThat(events("willPatchAll").willPatchAll(PatchOptions.all())).contains("because");
    assertThat(events).containsExactly("a willDNS", "a willPatchAll");
  }

  @Test
  void aVetoThatComesTooLateIsIgnored() {
    events("didDNS").didPatch(PatchArea.DNS);

    assertThat(events).containsExactly("a didDNS", "b didDNS");
  }

  @Test
  void aBrokenListenerIsIgnored() {
    PatchListener broken =
        new PatchListener() {
          @Override
          public void willPatch(PatchArea area) {
            throw new AssertionError("broken");
          }
        };

    assertThat(new PatchEvents(List.of(broken, new Noting("b", ""))).willPatch(PatchArea.DNS))
        .isNull();
    assertThat(events).containsExactly("b willDNS");
  }
}
