package io.greenloom.it.support;

import java.util.List;

/** Runs a program on the plain JVM, with one hub and with two, and compares. */
public final class PlainAndGreen {
  private static final List<String> OPTIONS = List.of("hubs=1", "hubs=2");

  private PlainAndGreen() {}

  /** Output and exit code must be the same; returns the three runs, the plain one first. */
  public static List<ChildResult> assertSame(Class<?> program, String... args) {
    ChildResult plain = ChildJvm.of(program).args(args).run();
    List<ChildResult> green =
        OPTIONS.stream()
            .map(options -> ChildJvm.of(program).agent(options).args(args).run().assertSame(plain))
            .toList();
    return List.of(plain, green.getFirst(), green.getLast());
  }
}
