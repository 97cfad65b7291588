package io.greenloom.bench.report;

import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What several rounds have given.
 *
 * @param median the middle one, or the mean of both
 * @param least the smallest one
 * @param most the largest one
 * @param sum of all of them
 */
record Spread(double median, double least, double most, double sum) {
  /** Returns nothing of nothing. */
  static Optional<Spread> of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return Optional.empty();
    }
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[n - 1], DoubleStream.of(sorted).sum()));
  }
}
