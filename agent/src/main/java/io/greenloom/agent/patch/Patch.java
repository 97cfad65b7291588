package io.greenloom.agent.patch;

import io.greenloom.PatchArea;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The change of one JDK class's method bodies.
 *
 * @param area the area it belongs to, or null if every greenlet depends on it
 * @param type name of the JDK class
 * @param methods its changed methods
 */
public record Patch(@Nullable PatchArea area, String type, List<Method> methods) {
  /** Copies the list. */
  public Patch {
    methods = List.copyOf(methods);
  }

  static Patch of(@Nullable PatchArea area, String type, Method... methods) {
    return new Patch(area, type, List.of(methods));
  }

  /**
   * A changed method.
   *
   * @param name of the method
   * @param descriptor of the method
   * @param change what is put into its body
   * @param bridgeMethod the method of the bridge that is called
   */
  public record Method(String name, String descriptor, Change change, String bridgeMethod) {
    boolean is(String otherName, String otherDescriptor) {
      return name.equals(otherName) && descriptor.equals(otherDescriptor);
    }
  }

  /**
   * Where in a method's body the bridge is called. It is given {@code this}, unless the method is
   * static, and then as many of the method's arguments as it takes.
   */
  public enum Change {
    /** At the start; if the answer is true, or not null, the method returns at once, with it. */
    SKIP_IF,
    /** At the start. */
    BEFORE,
    /** At the start, with the first argument alone; the answer replaces the argument. */
    REPLACE_ARGUMENT,
    /** At each return, with the value about to be returned last; the answer replaces it. */
    REPLACE_RESULT,
    /** At each return. */
    AFTER,
    /** Instead of each {@code Thread.isInterrupted()}. */
    REPLACE_IS_INTERRUPTED,
    /** Instead of each {@code Thread.currentThread()}. */
    REPLACE_CURRENT_THREAD,
    /** For the message of each {@code new InterruptedException()}. */
    INTERRUPTED_MESSAGE
  }

  /** {@return the class's name without its package, for reports} */
  public String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
