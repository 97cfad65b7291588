package io.greenloom.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a child JVM did.
 *
 * @param command its command line
 * @param exitCode its exit code
 * @param out lines of standard output
 * @param err lines of standard error
 * @param wall from start to end
 * @param peakThreads most OS threads seen at a time; 0 if this system does not tell
 * @param threadNames names of OS threads seen, up to 15 characters each
 */
public record ChildResult(
    List<String> command,
    int exitCode,
    List<String> out,
    List<String> err,
    Duration wall,
    int peakThreads,
    Set<String> threadNames) {
  /** How a line begins that tells of an error of Greenloom's own. */
  public static final String INTERNAL_ERROR = "greenloom: internal error: ";

  public ChildResult assertExit(int expected) {
    assertThat(exitCode).as(toString()).isEqualTo(expected);
    return this;
  }

  public ChildResult assertOut(String... lines) {
    assertThat(out).as(toString()).containsExactly(lines);
    return this;
  }

  /** No thread of Greenloom's own has failed. */
  ChildResult assertNoInternalErrors() {
    assertThat(err).as(toString()).noneMatch(line -> line.startsWith(INTERNAL_ERROR));
    return this;
  }

  public ChildResult assertErr(String... lines) {
    assertThat(err).as(toString()).containsExactly(lines);
    return this;
  }

  /** Standard error is one line from Greenloom that contains all of these. */
  public ChildResult assertOneSentence(String... parts) {
    assertThat(err).as(toString()).hasSize(1);
    assertThat(err.getFirst()).as(toString()).startsWith("greenloom: ").contains(parts);
    return this;
  }

  /** It ended as another one did: same output, same exit code. */
  public ChildResult assertSame(ChildResult other) {
    assertThat(out).as("%s%nbut plain:%n%s", this, other).isEqualTo(other.out);
    assertThat(err).as("%s%nbut plain:%n%s", this, other).isEqualTo(other.err);
    return assertExit(other.exitCode);
  }

  /** Leaves out what Greenloom says on standard error about hubs that were blocked. */
  public ChildResult withoutReports() {
    List<String> rest = new ArrayList<>();
    boolean inReport = false;
    for (String line : err) {
      inReport =
          line.matches("greenloom: (\"|\\d+ more like ).*") || (inReport && line.startsWith("\t"));
      if (!inReport) {
        rest.add(line);
      }
    }
    return new ChildResult(command, exitCode, out, rest, wall, peakThreads, threadNames);
  }

  public ChildResult assertPeakThreads(int atMost) {
    assertThat(peakThreads).as(toString()).isLessThanOrEqualTo(atMost);
    return this;
  }

  @Override
  public String toString() {
    return String.join(
        "\n",
        String.join(" ", command),
        "exit code " + exitCode + ", " + wall.toMillis() + " ms, " + peakThreads + " OS threads",
        "-- names of OS threads: " + String.join(", ", new TreeSet<>(threadNames)),
        "-- standard output:",
        String.join("\n", out),
        "-- standard error:",
        String.join("\n", err));
  }
}
