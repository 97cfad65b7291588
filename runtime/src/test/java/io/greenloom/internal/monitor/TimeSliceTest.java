package io.greenloom.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeSliceTest {
  private final TimeSlice slice = new TimeSlice();

  @Test
  void isHalvedFromOneToTheNextInACrowd() {
    assertThat(slice.isUsedUp(millis(9))).isFalse();
    assertThat(slice.isUsedUp(millis(10))).isTrue();
    assertThat(slice.isShort()).isFalse();
    slice.shorten();
    assertThat(slice.isShort()).isTrue();
    assertThat(slice.isUsedUp(millis(5))).isTrue();
    assertThat(slice.isOfCrowd()).isFalse();
    for (int i = 0; i < 10; i++) {
      slice.shorten();
    }
    assertThat(slice.isOfCrowd()).isTrue();
    assertThat(slice.isUsedUp(millis(1) - 1)).isFalse();
    assertThat(slice.isUsedUp(millis(1))).isTrue();
  }

  @Test
  void isWholeAgainWhenNobodyWaits() {
    assertWholeAfter(false, 1);
  }

  @Test
  void isWholeAgainWhenOthersGetTheirTurn() {
    assertWholeAfter(true, 1_000);
  }

  private void assertWholeAfter(boolean hasBacklog, long switches) {
    for (int i = 0; i < 5; i++) {
      slice.look(true, i);
      slice.shorten();
    }
    slice.look(true, 6);
    assertThat(slice.isOfCrowd()).isTrue();
    slice.look(hasBacklog, 6 + switches);
    assertThat(slice.isOfCrowd()).isFalse();
    assertThat(slice.isShort()).isFalse();
    assertThat(slice.isUsedUp(millis(9))).isFalse();
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
