package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Opens {@code java.base}, and what {@code ThreadMXBean} answers with, to a module of ours only:
 * the unnamed module of a class loader that loads nothing but {@link JdkDoor}. The application's
 * reflection finds the JDK as closed as before.
 */
final class ModuleOpener {
  private static final Map<String, Set<String>> PACKAGES =
      Map.of(
          "java.base",
          Set.of("java.io", "java.lang", "jdk.internal.vm", "sun.nio.ch"),
          "java.management",
          Set.of("java.lang.management"));

  private ModuleOpener() {}

  /** A class loader with one class in it. */
  private static final class DoorLoader extends ClassLoader {
    DoorLoader() {
      super("greenloom-door", null);
    }

    Class<?> define(byte[] bytes) {
      return defineClass(JdkDoor.class.getName(), bytes, 0, bytes.length);
    }
  }

  static Function<Class<?>, Lookup> open(Instrumentation instrumentation) throws Exception {
    Class<?> door = new DoorLoader().define(classFile());
    for (Map.Entry<String, Set<String>> entry : PACKAGES.entrySet()) {
      Module module = ModuleLayer.boot().findModule(entry.getKey()).orElse(null);
      if (module != null) {
        open(module, entry.getValue(), door.getModule(), instrumentation);
      }
    }
    @SuppressWarnings("unchecked") // JdkDoor, as loaded by the other loader
    Function<Class<?>, Lookup> lookups =
        (Function<Class<?>, Lookup>) door.getConstructor().newInstance();
    return lookups;
  }

  private static void open(
      Module module, Set<String> packages, Module door, Instrumentation instrumentation) {
    Map<String, Set<Module>> opens = new HashMap<>();
    for (String name : packages) {
      opens.put(name, Set.of(door));
    }
    instrumentation.redefineModule(module, Set.of(), Map.of(), opens, Set.of(), Map.of());
  }

  private static byte[] classFile() throws IOException {
    String resource = JdkDoor.class.getSimpleName() + ".class";
    try (InputStream in = JdkDoor.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the agent jar has no " + resource);
      }
      return in.readAllBytes();
    }
  }
}
