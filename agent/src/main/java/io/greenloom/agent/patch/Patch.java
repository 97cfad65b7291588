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
   * @param call the method whose calls are replaced, or the method of the bridge that is called at
   *     the end, or empty
   * @param bridgeMethod the method of the bridge that is called
   */
  public record Method(
      String name, String descriptor, Change change, String call, String bridgeMethod) {
    /**
     * A change that is not about another method.
     *
     * @param name of the method
     * @param descriptor of the method
     * @param change what is put into its body
     * @param bridgeMethod the method of the bridge that is called
     */
    public Method(String name, String descriptor, Change change, String bridgeMethod) {
      this(name, descriptor, change, "", bridgeMethod);
    }

    /** A method in which the calls of another one go to the bridge instead. */
    static Method replacing(String call, String name, String descriptor, String bridgeMethod) {
      return new Method(name, descriptor, Change.REPLACE_CALL, call, bridgeMethod);
    }

    /** A method between whose start and end the bridge has to know of it. */
    static Method wrapping(String name, String descriptor, String begin, String end) {
      return new Method(name, descriptor, Change.WRAP, end, begin);
    }

    boolean is(String otherName, String otherDescriptor) {
      return name.equals(otherName) && descriptor.equals(otherDescriptor);
    }
  }

  /**
   * Where in a method's body the bridge is called. Unless another order is given it gets {@code
   * this}, if there is one, and then the method's arguments, as many in all as it takes.
   */
  public enum Change {
    /**
     * At the start; if the answer is true, not null or not 0, the method returns at once, with it.
     */
    SKIP_IF,
    /** At the start. */
    BEFORE,
    /** At the start, with the first argument before {@code this}; the answer replaces it. */
    REPLACE_ARGUMENT,
    /** At each return, with the value about to be returned first; the answer replaces it. */
    REPLACE_RESULT,
    /** At each return. */
    AFTER,
    /** Instead of each call of another method, with what that would get. */
    REPLACE_CALL,
    /** For the message of each {@code new InterruptedException()}. */
    INTERRUPTED_MESSAGE,
    /** At the start, and another method of the bridge, once, when it returns or throws. */
    WRAP
  }

  /** {@return the class's name without its package, for reports} */
  public String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
