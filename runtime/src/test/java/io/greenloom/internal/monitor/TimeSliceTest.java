package io.greenloom.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeSliceTest {
  private final TimeSlice slice = new TimeSlice();

  @Test
  void isHalvedFromOneToTheNextWhereTheyGoOn() {
    assertThat(slice.isUsedUp(millis(10) - 1)).isFalse();
    assertThat(slice.isUsedUp(millis(10))).isTrue();
    assertThat(slice.shortenFor(age -> 1)).isFalse();
    assertThat(slice.isShort()).isTrue();
    assertThat(slice.isUsedUp(millis(5))).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(slice.shortenFor(age -> 2)).isFalse();
    }
    assertThat(slice.isUsedUp(millis(1) - 1)).isFalse();
    assertThat(slice.isUsedUp(millis(1))).isTrue();
    assertThat(slice.shortenFor(age -> 3)).isTrue();
  }

  @Test
  void staysWholeWhereTheySoonEnd() {
    for (int i = 0; i < 100; i++) {
      assertThat(slice.shortenFor(age -> 0)).isFalse();
      assertThat(slice.isShort()).isFalse();
    }
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
    slice.look(true, 0, millis(1_000));
    for (int i = 1; i < 6; i++) {
      boolean ignored = slice.shortenFor(age -> 1);
      slice.look(true, i, millis(1_000 + i));
    }
    assertThat(slice.isShort()).isTrue();
    slice.look(hasBacklog, switches, millis(1_007));
    assertThat(slice.isShort()).isFalse();
    assertThat(slice.isUsedUp(millis(9))).isFalse();
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
