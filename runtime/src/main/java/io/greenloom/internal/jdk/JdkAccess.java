package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the classes of this package their method handles into JDK internals. {@code java.base} is
 * open only to the agent's own class that makes the lookups; they are handed in for the time of the
 * installation and dropped when it is over.
 */
public final class JdkAccess {
  private static volatile @Nullable Function<Class<?>, Lookup> lookups;

  private JdkAccess() {}

  /**
   * Opens or, with null, closes the way in.
   *
   * @param newLookups gives a full-privilege lookup in a JDK class
   */
  public static void use(@Nullable Function<Class<?>, Lookup> newLookups) {
    lookups = newLookups;
  }

  static Lookup lookupIn(String className) throws ReflectiveOperationException {
    Function<Class<?>, Lookup> current = lookups;
    if (current == null) {
      throw new IllegalStateException("JDK internals are reachable during installation only");
    }
    return current.apply(Class.forName(className, false, null));
  }

  /** Like {@link #lookupIn}, or an error that names the class. */
  static Lookup requireLookupIn(String className) {
    try {
      return lookupIn(className);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JDK has no " + className, e);
    }
  }

  /** A static method of a JDK class, or an error that names it. */
  static MethodHandle findStatic(String className, String name, MethodType type) {
    try {
      Lookup lookup = lookupIn(className);
      return lookup.findStatic(lookup.lookupClass(), name, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JDK has no " + className + "." + name + type, e);
    }
  }
}
