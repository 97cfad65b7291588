package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;

/**
 * Defines the bridge inside {@code java.base}. Appending a jar to the boot class path instead would
 * switch class-data sharing off for the application and print a warning at every start.
 */
final class BridgeDefiner {
  private static final String FOLDER = "/META-INF/greenloom/bridge/java/lang/";

  /** Users of others last, where it matters for their initialization. */
  private static final List<String> CLASSES =
      List.of(
          "GreenloomMain",
          "GreenloomGreenlet",
          "GreenloomHooks",
          "GreenloomBridge",
          "GreenloomStacks",
          "GreenloomReflection",
          "GreenloomListings",
          "GreenloomThreads");

  /** Initialized by who needs it, because that takes long. */
  private static final String DEFERRED = "GreenloomTimerFd";

  private BridgeDefiner() {}

  static void define(Lookup lookup) throws IOException, IllegalAccessException {
    List<Class<?>> defined = new ArrayList<>();
    for (String name : CLASSES) {
      defined.add(define(name, lookup));
    }
    Class<?> _ = define(DEFERRED, lookup);
    // never while a virtual thread is being mounted, where patched methods will call them
    for (Class<?> type : defined) {
      lookup.ensureInitialized(type);
    }
  }

  private static Class<?> define(String name, Lookup lookup)
      throws IOException, IllegalAccessException {
    try (InputStream in = BridgeDefiner.class.getResourceAsStream(FOLDER + name + ".class")) {
      if (in == null) {
        throw new IOException("the agent jar has no " + FOLDER + name + ".class");
      }
      return lookup.defineClass(in.readAllBytes());
    }
  }
}
