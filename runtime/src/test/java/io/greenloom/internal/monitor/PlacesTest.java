package io.greenloom.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = -5 * SECOND; // System.nanoTime() may be negative

  private final Places places = new Places();

  @Test
  void theFirstIsReportedAndTheOthersAreCountedForAMinute() {
    assertThat(places.counts("a")).isFalse();
    places.begin("a", 7, START);
    assertThat(places.counts("b")).isFalse();
    places.begin("b", 8, START + 30 * SECOND);
    for (int i = 0; i < 63; i++) {
      assertThat(places.counts("a")).isTrue();
    }

    assertThat(places.takeOver(START + 59 * SECOND)).isEmpty();
    assertThat(places.takeOver(START + 60 * SECOND))
        .containsExactly("greenloom: 63 more like report 7 in the last minute, at a%n".formatted());
    assertThat(places.counts("a")).isFalse();
    assertThat(places.takeOver(START + 90 * SECOND)).isEmpty();
    assertThat(places.counts("b")).isFalse();
  }

  @Test
  void tellsWhenAMinuteIsOver() {
    assertThat(places.untilNext(START)).isNegative();
    places.begin("a", 1, START);
    places.begin("b", 2, START + SECOND);

    assertThat(places.untilNext(START + 2 * SECOND)).isEqualTo(58 * SECOND);
    assertThat(places.untilNext(START + 70 * SECOND)).isZero();
  }

  @Test
  void aPlaceIsTheTopmostMethodThatIsNotTheJdks() {
    StackTraceElement park = frame("java.base", "java.lang.VirtualThread", "park");
    StackTraceElement compress = frame(null, "com.example.Legacy", "compress");
    StackTraceElement run = frame(null, "com.example.Legacy", "run");

    assertThat(Reports.place(List.of(park, compress, run), true))
        .isEqualTo("com.example.Legacy.compress");
    assertThat(Reports.place(List.of(park), true)).isEqualTo("java.lang.VirtualThread.park");
    assertThat(Reports.place(List.of(), true)).isEqualTo("a place that is not known");
    assertThat(Reports.place(List.of(compress), false))
        .isEqualTo("com.example.Legacy.compress, not handed off");
  }

  private static StackTraceElement frame(String module, String type, String method) {
    return new StackTraceElement(null, module, null, type, method, null, 1);
  }
}
