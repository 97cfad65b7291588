package io.greenloom.bench;

/** A histogram of durations in nanoseconds, each kept with an error of less than 1 %. */
final class Latencies {
  // Values of one length in bits share 2^7 buckets, told apart by the 7 bits behind the highest.
  private static final int BITS = 7;
  private static final int SHARED = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * SHARED];
  private long count;
  private long maximum;

  void record(long nanos) {
    counts[bucket(nanos)]++;
    count++;
    maximum = Math.max(maximum, nanos);
  }

  long count() {
    return count;
  }

  long maximum() {
    return maximum;
  }

  /** Returns the duration that the given part of all, such as 0.99, does not exceed. */
  long percentile(double part) {
    long rank = (long) Math.ceil(part * count);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(highest(i), maximum);
      }
    }
    return maximum;
  }

  private static int bucket(long value) {
    int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
    return (shift << BITS) + (int) (value >>> shift);
  }

  private static long highest(int bucket) {
    int shift = Math.max(0, (bucket >> BITS) - 1);
    long mantissa = bucket - ((long) shift << BITS);
    return ((mantissa + 1) << shift) - 1;
  }
}
