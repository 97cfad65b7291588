package io.greenloom.it.suites;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A test that passed on the plain JVM and not with the agent.
 *
 * @param agent the agent's options
 * @param plain what it did on the plain JVM
 * @param green what it did with the agent, or null if it did not begin
 */
record Loss(String agent, TestResult plain, @Nullable TestResult green, Verdict verdict) {
  /** What a second look says. */
  enum Verdict {
    /** Failed again when run on its own. */
    LOST("lost", true),
    /** Began and did not end. */
    HUNG("hung", true),
    /** Did not begin, or was skipped. */
    MISSING("missing", true),
    /** Passed with the agent when run on its own. */
    UNSTABLE("passes on its own", false),
    /** Failed on the plain JVM, too, when run on its own. */
    PLAIN_UNSTABLE("unstable on the plain JVM", false);

    private final String text;
    private final boolean counts;

    Verdict(String text, boolean counts) {
      this.text = text;
      this.counts = counts;
    }
  }

  boolean counts() {
    return verdict.counts;
  }

  /** For the report: what, how, why. */
  String describe() {
    String why = green == null ? "" : green.detail().lines().findFirst().orElse("");
    String id = Objects.requireNonNullElse(green, plain).id();
    return "  "
        + verdict.text
        + " ("
        + agent
        + "): "
        + plain.name()
        + "\n    "
        + id
        + "\n    "
        + why;
  }
}
