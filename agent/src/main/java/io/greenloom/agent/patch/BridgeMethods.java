package io.greenloom.agent.patch;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.Type;

/** The entry points of the bridge; their names are unique, so that a patch needs no more. */
final class BridgeMethods {
  /** Those of packages that are not exported could not be named in our code. */
  private static final List<String> TYPES =
      List.of(
          "java.lang.GreenloomBridge",
          "java.lang.GreenloomThreadCalls",
          "java.lang.GreenloomManagement",
          "java.lang.GreenloomPolling",
          "java.lang.GreenloomThrows",
          "java.lang.GreenloomBlocking",
          "java.io.GreenloomStreams",
          "sun.nio.ch.GreenloomChannels",
          "sun.nio.ch.GreenloomSockets",
          "sun.nio.ch.GreenloomFiles");

  private static final Map<String, Entry> ENTRIES = entries();

  private BridgeMethods() {}

  /**
   * An entry point.
   *
   * @param owner internal name of its class
   * @param descriptor its type
   */
  record Entry(String owner, String descriptor) {}

  private static Map<String, Entry> entries() {
    Map<String, Entry> entries = new HashMap<>();
    for (String type : TYPES) {
      for (Method method : load(type).getDeclaredMethods()) {
        Entry entry = new Entry(type.replace('.', '/'), Type.getMethodDescriptor(method));
        if (Modifier.isPublic(method.getModifiers())
            && entries.put(method.getName(), entry) != null) {
          throw new IllegalStateException("the bridge has two methods " + method.getName());
        }
      }
    }
    return entries;
  }

  private static Class<?> load(String type) {
    try {
      return Class.forName(type, false, null);
    } catch (ClassNotFoundException e) {
      throw new LinkageError("the bridge has not been defined", e);
    }
  }

  static Entry get(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("the bridge has no method " + name);
    }
    return entry;
  }
}
