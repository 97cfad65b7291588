package io.greenloom.it.suites;

import io.greenloom.it.suites.Loss.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suite on the plain JVM and with the agent.
 *
 * @param plain the run that says which tests have to pass
 * @param green the runs with the agent
 * @param losses what they did not pass
 */
record Comparison(Suite suite, SuiteRun plain, List<SuiteRun> green, List<Loss> losses) {
  /** One hub that runs the tests themselves, too; and two beside the tests' own main thread. */
  private static final List<String> AGENTS = List.of("hubs=1,main=true", "hubs=2");

  /** More than these are no matter of chance and not looked at again. */
  private static final int SECOND_LOOKS = 12;

  static Comparison of(Suite suite, boolean onlyQuick) throws IOException {
    List<String> selection = suite.selection(onlyQuick);
    SuiteRun plain = SuiteRun.start(suite, null, selection, "plain");
    List<SuiteRun> green = new ArrayList<>();
    List<Loss> losses = new ArrayList<>();
    for (String agent : AGENTS) {
      SuiteRun run = SuiteRun.start(suite, agent, selection, agent.replace(',', '-'));
      green.add(run);
      losses.addAll(losses(suite, plain, run, agent));
    }
    return new Comparison(suite, plain, green, losses);
  }

  private static List<Loss> losses(Suite suite, SuiteRun plain, SuiteRun run, String agent)
      throws IOException {
    List<TestResult> failures =
        plain.results().values().stream()
            .filter(test -> test.passed() && !run.passed(test.id()))
            .toList();
    List<Loss> losses = new ArrayList<>();
    for (TestResult test : failures) {
      TestResult green = run.results().get(test.id());
      Verdict verdict = verdict(green);
      if (verdict == Verdict.LOST && failures.size() <= SECOND_LOOKS) {
        verdict = secondLook(suite, test.id(), agent);
      }
      losses.add(new Loss(agent, test, green, verdict));
    }
    return losses;
  }

  private static Verdict verdict(@Nullable TestResult green) {
    if (green == null) {
      return Verdict.MISSING;
    }
    return switch (green.outcome()) {
      case STARTED -> Verdict.HUNG;
      case FAILED -> Verdict.LOST;
      case SKIPPED, PASSED, END -> Verdict.MISSING;
    };
  }

  private static Verdict secondLook(Suite suite, String id, String agent) throws IOException {
    List<String> selection = List.of("id=" + id);
    if (!SuiteRun.start(suite, null, selection, "again-plain").passed(id)) {
      return Verdict.PLAIN_UNSTABLE;
    }
    return SuiteRun.start(suite, agent, selection, "again-green").passed(id)
        ? Verdict.UNSTABLE
        : Verdict.LOST;
  }

  /** Whether the agent made no difference. */
  boolean nothingLost() {
    return losses.stream().noneMatch(Loss::counts)
        && plain.count(Outcome.PASSED) > 0
        && plain.ended()
        && green.stream().allMatch(SuiteRun::ended);
  }

  long lost(SuiteRun run) {
    return losses.stream()
        .filter(loss -> loss.counts() && loss.agent().equals(run.agent()))
        .count();
  }

  /** What failed or did not end, and where to read more. */
  String details() {
    StringBuilder text = new StringBuilder();
    losses.forEach(loss -> text.append(loss.describe()).append('\n'));
    plain.results().values().stream()
        .filter(test -> test.outcome() == Outcome.FAILED)
        .forEach(test -> text.append("  fails on the plain JVM: " + test.name() + "\n"));
    List<SuiteRun> runs = new ArrayList<>(green);
    runs.addFirst(plain);
    runs.stream()
        .filter(run -> !run.ended())
        .forEach(
            run -> text.append("  did not end" + run.underWay() + ", see " + run.output() + "\n"));
    return text.toString();
  }
}
