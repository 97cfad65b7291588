package io.greenloom.internal.dump;

import java.util.List;
import java.util.stream.Stream;

/** Makes stacks for tests. */
final class Frames {
  private Frames() {}

  /** Frames from {@code type.method}, the top one first. */
  static List<StackTraceElement> of(String... methods) {
    return Stream.of(methods).map(Frames::frame).toList();
  }

  private static StackTraceElement frame(String method) {
    int dot = method.lastIndexOf('.');
    return new StackTraceElement(method.substring(0, dot), method.substring(dot + 1), null, -1);
  }
}
