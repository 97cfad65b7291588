package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.start;

/** A main method as of Java 25: of an instance, without arguments. */
final class InstanceMain {
  private final String greeting = "hello from ";

  /** Runs the program. */
  void main() throws InterruptedException {
    System.out.println(greeting + Thread.currentThread());
    join(start("t", () -> System.out.println(greeting + Thread.currentThread().getName())));
    throw new IllegalStateException("main fails");
  }
}
