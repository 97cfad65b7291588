package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Defines the bridge inside {@code java.base}. Appending a jar to the boot class path instead would
 * switch class-data sharing off for the application and print a warning at every start.
 */
final class BridgeDefiner {
  private static final String FOLDER = "/META-INF/greenloom/bridge/";

  /** Users of others last, where it matters for their initialization. */
  private static final List<String> CLASSES =
      List.of(
          "java.lang.GreenloomMain",
          "java.lang.GreenloomInterrupts",
          "java.lang.GreenloomMonitors",
          "java.lang.GreenloomGreenlet",
          "java.lang.GreenloomHooks",
          "java.lang.GreenloomBridge",
          "java.lang.GreenloomStacks",
          "java.lang.GreenloomReflection",
          "java.lang.GreenloomListings",
          "java.lang.GreenloomThreads",
          "java.lang.GreenloomThreadCalls",
          "java.lang.GreenloomManagement",
          "java.lang.GreenloomPolling",
          "java.lang.GreenloomThrows",
          "java.lang.GreenloomBlocking");

  /** Initialized by who needs them, because that takes long or may never be. */
  private static final List<String> DEFERRED =
      List.of(
          "java.lang.GreenloomTimerFd",
          "java.lang.GreenloomAffinity",
          "java.lang.GreenloomDumps",
          "sun.nio.ch.GreenloomChannels",
          "sun.nio.ch.GreenloomFiles",
          "sun.nio.ch.GreenloomSockets",
          "sun.nio.ch.GreenloomFiles$NativeThreads",
          "java.io.GreenloomStreams",
          "java.io.GreenloomStreams$Natives");

  /** A class of each package, to define others beside it. */
  private static final Map<String, String> NEIGHBOURS =
      Map.of(
          "java.lang", "java.lang.Object",
          "java.io", "java.io.FileDescriptor",
          "sun.nio.ch", "sun.nio.ch.IOStatus");

  private BridgeDefiner() {}

  static void define(Function<Class<?>, Lookup> lookups)
      throws IOException, ReflectiveOperationException {
    Map<String, Lookup> byPackage = new HashMap<>();
    for (Map.Entry<String, String> entry : NEIGHBOURS.entrySet()) {
      Class<?> neighbour = Class.forName(entry.getValue(), false, null);
      byPackage.put(entry.getKey(), lookups.apply(neighbour));
    }
    List<Class<?>> defined = new ArrayList<>();
    for (String name : CLASSES) {
      defined.add(define(name, byPackage));
    }
    for (String name : DEFERRED) {
      Class<?> _ = define(name, byPackage);
    }
    // never while a virtual thread is being mounted, where patched methods will call them
    for (Class<?> type : defined) {
      Objects.requireNonNull(byPackage.get("java.lang")).ensureInitialized(type);
    }
  }

  private static Class<?> define(String name, Map<String, Lookup> byPackage)
      throws IOException, IllegalAccessException {
    String resource = FOLDER + name.replace('.', '/') + ".class";
    Lookup lookup = Objects.requireNonNull(byPackage.get(name.substring(0, name.lastIndexOf('.'))));
    try (InputStream in = BridgeDefiner.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the agent jar has no " + resource);
      }
      return lookup.defineClass(in.readAllBytes());
    }
  }
}
