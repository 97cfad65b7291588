package io.greenloom.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.function.Function;

/**
 * The one class to which {@code java.base} is open, once loaded by {@link ModuleOpener}'s class
 * loader. As the agent's class loader has it, it can do nothing.
 */
public final class JdkDoor implements Function<Class<?>, Lookup> {
  /** Called by {@link ModuleOpener}. */
  public JdkDoor() {}

  @Override
  public Lookup apply(Class<?> target) {
    try {
      return MethodHandles.privateLookupIn(target, MethodHandles.lookup());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("java.base is not open to Greenloom", e);
    }
  }
}
