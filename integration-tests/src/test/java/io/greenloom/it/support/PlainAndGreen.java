package io.greenloom.it.support;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs a program on the plain JVM, with one hub and with two, and compares. */
public final class PlainAndGreen {
  private static final List<String> OPTIONS = List.of("hubs=1", "hubs=2");

  private PlainAndGreen() {}

  /** Output and exit code must be the same; returns the three runs, the plain one first. */
  public static List<ChildResult> assertSame(Class<?> program, String... args) {
    return assertSame(() -> ChildJvm.of(program).args(args), jvm -> jvm.run().withoutReports());
  }

  /** The same for a JVM that has more to it, and has to be run or looked at in its own way. */
  public static List<ChildResult> assertSame(
      Supplier<ChildJvm> program, Function<ChildJvm, ChildResult> run) {
    ChildResult plain = run.apply(program.get());
    List<ChildResult> green =
        OPTIONS.stream()
            .map(options -> run.apply(program.get().agent(options)).assertSame(plain))
            .toList();
    return List.of(plain, green.getFirst(), green.getLast());
  }
}
