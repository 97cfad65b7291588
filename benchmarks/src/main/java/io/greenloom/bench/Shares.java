package io.greenloom.bench;

import java.util.Arrays;

/** How evenly something is shared out: the least, the middle and the most that anybody has. */
record Shares(int least, double median, int most, double mean) {
  static Shares of(int[] counts) {
    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Shares(
        sorted[0],
        (sorted[last / 2] + sorted[sorted.length / 2]) / 2.0,
        sorted[last],
        Arrays.stream(sorted).average().orElseThrow());
  }

  /** Returns 1 if all have the same, 0 if somebody has nothing. */
  double leastToMean() {
    return mean == 0 ? 0 : least / mean;
  }

  /** Returns it as {@code key=value} pairs. */
  @Override
  public String toString() {
    return "min=%d median=%.1f max=%d mean=%.1f min_to_mean=%.3f"
        .formatted(least, median, most, mean, leastToMean());
  }
}
