package io.greenloom.bench.report;

import static java.util.stream.Collectors.toUnmodifiableList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/**
 * The runs in one results file, or some of them.
 *
 * @param command the command that has made the file; empty if that is not known
 * @param time when the file was last written
 */
record Results(List<Run> runs, String command, Instant time) {
  /** Those that the others are compared with come first, distant relatives last. */
  private static final List<String> VARIANTS =
      List.of(
          "java",
          "java+agent",
          "jdk",
          "jdk+agent",
          "greenloom",
          "platform",
          "gevent",
          "netty",
          "nginx",
          "epoll-c");

  private static final String COMMENT = "# ";

  static Results read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Results(List.of(), "", Instant.EPOCH);
    }
    FileTime time = Files.getLastModifiedTime(file);
    List<String> lines = Files.readAllLines(file);
    String command =
        lines.stream()
            .filter(line -> line.startsWith(COMMENT))
            .map(line -> line.substring(COMMENT.length()))
            .findFirst()
            .orElse("");
    List<Run> runs =
        lines.stream()
            .filter(line -> !line.startsWith(COMMENT) && !line.isBlank())
            .map(Run::parse)
            .collect(toUnmodifiableList());
    return new Results(runs, command, time.toInstant());
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Returns the runs that have a value for a key. */
  Results with(String key, String value) {
    return new Results(
        runs.stream().filter(run -> run.text(key).equals(value)).toList(), command, time);
  }

  /** Returns what is said of a key, each once, in the order of appearance. */
  List<String> values(String key) {
    return runs.stream().map(run -> run.text(key)).distinct().toList();
  }

  List<String> variants() {
    return values("variant").stream()
        .sorted(
            Comparator.comparingInt(
                    (String variant) -> VARIANTS.indexOf(variant) & Integer.MAX_VALUE)
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Returns the keys that have a number in some run, in the order of appearance. */
  List<String> numbers() {
    return runs.stream()
        .flatMap(run -> run.fields().keySet().stream().filter(key -> run.number(key).isPresent()))
        .distinct()
        .toList();
  }

  Optional<Spread> spread(String variant, String key) {
    return Spread.of(
        with("variant", variant).runs.stream().flatMapToDouble(run -> run.number(key).stream()));
  }

  /** Compares two variants in each round that both have; a round may be several passes. */
  Optional<Spread> compare(
      String variant, String base, String key, DoubleBinaryOperator comparison) {
    return Spread.of(
        values("round").stream()
            .map(round -> with("round", round))
            .flatMapToDouble(round ->
                round.spread(variant, key).stream()
                    .flatMapToDouble(own ->
                        round.spread(base, key).stream()
                            .mapToDouble(
                                other -> comparison.applyAsDouble(own.median(), other.median()))))
            .filter(Double::isFinite));
  }

  Optional<Spread> ratio(String variant, String base, String key) {
    return compare(variant, base, key, (a, b) -> a / b);
  }

  /** Splits into what belongs into one group of a table. */
  Stream<Results> groups() {
    return values("workload").stream()
        .map(workload -> with("workload", workload))
        .flatMap(runs ->
            runs.values("connections").stream()
                .map(connections -> runs.with("connections", connections)));
  }
}
