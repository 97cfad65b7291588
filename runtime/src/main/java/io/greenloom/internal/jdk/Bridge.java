package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Installs hooks in the bridge, whose own setter is private. */
public final class Bridge {
  private static final MethodHandle INSTALL =
      JdkAccess.findStatic(
          "java.lang.GreenloomBridge",
          "install",
          MethodType.methodType(void.class, GreenloomHooks.class));

  private Bridge() {}

  /**
   * Puts hooks in force.
   *
   * @param hooks the runtime's hooks, or null for the do-nothing default
   */
  public static void install(@Nullable GreenloomHooks hooks) {
    try {
      INSTALL.invokeExact(hooks);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}
