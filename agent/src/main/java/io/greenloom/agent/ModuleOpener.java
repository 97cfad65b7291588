package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Opens {@code java.base} to a module of ours only: the unnamed module of a class loader that loads
 * nothing but {@link JdkDoor}. The application's reflection finds the JDK as closed as before.
 */
final class ModuleOpener {
  private static final Set<String> PACKAGES = Set.of("java.lang", "sun.nio.ch");

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
    Map<String, Set<Module>> opens = new java.util.HashMap<>();
    PACKAGES.forEach(name -> opens.put(name, Set.of(door.getModule())));
    instrumentation.redefineModule(
        Object.class.getModule(), Set.of(), Map.of(), opens, Set.of(), Map.of());
    @SuppressWarnings("unchecked") // JdkDoor, as loaded by the other loader
    Function<Class<?>, Lookup> lookups =
        (Function<Class<?>, Lookup>) door.getConstructor().newInstance();
    return lookups;
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
