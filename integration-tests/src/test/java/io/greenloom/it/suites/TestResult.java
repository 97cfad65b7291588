package io.greenloom.it.suites;

/**
 * What a child JVM wrote down of a test.
 *
 * @param id unique, and the same in every run
 * @param name for people; several tests may share it
 * @param detail a stack trace, the reason of a skip, or empty
 */
record TestResult(Outcome outcome, String id, String name, String detail) {
  private static final int OUTCOME = 0;
  private static final int ID = 2;
  private static final int NAME = 3;
  private static final int DETAIL = 4;

  /** The inverse of what {@link SuiteRunner} writes. */
  static TestResult parse(String line) {
    String[] fields = line.split("\t", DETAIL + 1);
    return new TestResult(
        Outcome.valueOf(fields[OUTCOME]),
        fields[ID],
        fields[NAME],
        fields[DETAIL].replace("\\n", "\n"));
  }

  boolean passed() {
    return outcome == Outcome.PASSED;
  }
}
