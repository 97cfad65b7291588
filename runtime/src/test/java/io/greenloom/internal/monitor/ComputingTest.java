package io.greenloom.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComputingTest {
  private static final long PAUSE = 100;

  private long busy = 1_000;
  private long waiting = 10;
  private int looks;
  private long now;

  private final Computing computing =
      new Computing(
          0,
          PAUSE,
          () -> {
            looks++;
            return busy;
          },
          () -> waiting);

  /** So long a time of which the thread is on or waits for a processor for a part. */
  private long after(long nanos, long more, long moreWaiting) {
    now += nanos;
    busy += more;
    waiting += moreWaiting;
    return computing.nanos(now);
  }

  @Test
  void countsWhatIsSpentOnAProcessor() {
    assertThat(after(100, 0, 0)).isZero();
    assertThat(after(100, 100, 0)).isEqualTo(100);
    assertThat(after(100, 90, 60)).isEqualTo(130);
    assertThat(after(10, 10, 0)).isEqualTo(130);
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void aLongWaitBeginsAnew() {
    assertThat(after(100, 0, 0)).isZero();
    assertThat(after(900, 900, 0)).isEqualTo(900);
    assertThat(after(100, 40, 0)).isZero();
    assertThat(after(200, 200, 0)).isEqualTo(200);
  }

  @Test
  void oneThatWaitsForLongIsSeldomLookedAt() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(after(10, 1, 0)).isZero();
    }
    assertThat(looks).isLessThan(20);
  }

  @Test
  void whereNothingIsKnownItMayBeComputing() {
    busy = 0;
    assertThat(after(400, 0, 0)).isEqualTo(400);
  }
}
