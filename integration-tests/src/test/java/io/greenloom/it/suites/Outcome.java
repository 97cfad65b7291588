package io.greenloom.it.suites;

/** What became of a test, as the child JVM writes it down. */
enum Outcome {
  /** Began and was not heard of again: it hung, or ended the JVM. */
  STARTED,
  PASSED,
  FAILED,
  SKIPPED,
  /** Not of a test: the last line of a run that came to its end. */
  END
}
