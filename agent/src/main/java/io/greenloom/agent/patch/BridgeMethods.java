package io.greenloom.agent.patch;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.Type;

/** The entry points of the bridge; their names are unique, so that a patch needs no descriptor. */
final class BridgeMethods {
  private static final Map<String, String> DESCRIPTORS =
      Stream.of(GreenloomBridge.class.getDeclaredMethods())
          .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
          .collect(Collectors.toUnmodifiableMap(Method::getName, Type::getMethodDescriptor));

  private BridgeMethods() {}

  static String descriptorOf(String name) {
    String descriptor = DESCRIPTORS.get(name);
    if (descriptor == null) {
      throw new IllegalArgumentException("the bridge has no method " + name);
    }
    return descriptor;
  }
}
