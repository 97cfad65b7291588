package io.greenloom.agent.patch;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.Type;

/** The entry points of the bridge; their names are unique, so that a patch needs no descriptor. */
final class BridgeMethods {
  private static final Map<String, String> DESCRIPTORS = descriptors();

  private BridgeMethods() {}

  private static Map<String, String> descriptors() {
    Map<String, String> descriptors = new HashMap<>();
    for (Method method : GreenloomBridge.class.getDeclaredMethods()) {
      String descriptor = Type.getMethodDescriptor(method);
      if (Modifier.isPublic(method.getModifiers())
          && descriptors.put(method.getName(), descriptor) != null) {
        throw new IllegalStateException("the bridge has two methods " + method.getName());
      }
    }
    return descriptors;
  }

  static String descriptorOf(String name) {
    String descriptor = DESCRIPTORS.get(name);
    if (descriptor == null) {
      throw new IllegalArgumentException("the bridge has no method " + name);
    }
    return descriptor;
  }
}
