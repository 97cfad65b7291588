package io.greenloom.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReportLimitTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ReportLimit limit = new ReportLimit();

  private int allowedOf(int reports, long now) {
    int allowed = 0;
    for (int i = 0; i < reports; i++) {
      if (limit.allows(now)) {
        allowed++;
      }
    }
    return allowed;
  }

  @Test
  void tenAtOnceThenOnePerSecond() {
    long start = -5 * SECOND; // System.nanoTime() may be negative

    assertThat(allowedOf(25, start)).isEqualTo(10);
    assertThat(limit.takeLeftOut()).isEqualTo(15);
    assertThat(limit.takeLeftOut()).isZero();
    assertThat(allowedOf(5, start + SECOND)).isEqualTo(1);
    assertThat(allowedOf(5, start + 4 * SECOND)).isEqualTo(3);
    assertThat(limit.takeLeftOut()).isEqualTo(4 + 2);
  }

  @Test
  void neverMoreThanTenHoweverLongNothingCame() {
    assertThat(allowedOf(3, 0)).isEqualTo(3);
    assertThat(allowedOf(25, 1000 * SECOND)).isEqualTo(10);
  }
}
