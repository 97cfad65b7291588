package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redirects {@code Thread.currentThread()} in application classes to the bridge, which returns the
 * application's own thread object. The method is an intrinsic, so it cannot be patched itself, and
 * inside the JDK it has to return the virtual thread. Calls, method references and method handle
 * constants all go through one constant pool entry, and only that is changed.
 */
final class CurrentThreadTransformer implements ClassFileTransformer {
  private static final String THREAD = "java/lang/Thread";
  private static final String BRIDGE = "java/lang/GreenloomBridge";
  private static final String OURS = "io/greenloom/";
  private static final String METHOD = "currentThread";
  private static final byte[] NAME = METHOD.getBytes(StandardCharsets.UTF_8);
  private static final byte[] DESCRIPTOR = "()Ljava/lang/Thread;".getBytes(StandardCharsets.UTF_8);

  CurrentThreadTransformer() {}

  /** Classes that were loaded before this transformer came, and may call the method. */
  List<Class<?>> loadedApplicationClasses(Instrumentation instrumentation) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray()
          && !type.isHidden()
          && isApplicationClass(type.getClassLoader(), type.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(type)) {
        types.add(type);
      }
    }
    return types;
  }

  /** Everything outside the boot and platform loaders, but not Greenloom's own runtime. */
  private static boolean isApplicationClass(@Nullable ClassLoader loader, String name) {
    return loader != null && !ClassLoader.getPlatformClassLoader().equals(loader) && !isOurs(name);
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OURS)
        && (name.indexOf('/', OURS.length()) < 0
            || name.startsWith("internal/", OURS.length())
            || name.startsWith("agent/", OURS.length()));
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null || !isApplicationClass(loader, name == null ? "" : name)) {
      return null;
    }
    try {
      return redirect(loader, name, classFile);
    } catch (RuntimeException e) {
      // not a class file we understand: the JVM will say so, or run it as it is
      return null;
    }
  }

  private static byte @Nullable [] redirect(
      ClassLoader loader, @Nullable String name, byte[] classFile) {
    ConstantPool pool = new ConstantPool(classFile);
    List<Integer> found = new ArrayList<>();
    for (int i = pool.nextMethodref(NAME, DESCRIPTOR, 0);
        i != 0;
        i = pool.nextMethodref(NAME, DESCRIPTOR, i)) {
      if (isThread(pool.ownerOf(i), loader, name, classFile)) {
        found.add(i);
      }
    }
    return !found.isEmpty() && pool.hasRoom() ? pool.redirect(found, BRIDGE) : null;
  }

  /** Whether the static method of a class is Thread's: the class is Thread or inherits it. */
  private static boolean isThread(
      String owner, ClassLoader loader, @Nullable String current, byte[] currentFile) {
    String type = owner;
    while (!type.equals(THREAD)) {
      byte[] file =
          type.equals(current != null ? current : nameOf(currentFile))
              ? currentFile
              : classFileOf(type, loader);
      if (file == null) {
        return false;
      }
      ClassModel model = ClassFile.of().parse(file);
      boolean hides =
          model.methods().stream().anyMatch(method -> method.methodName().equalsString(METHOD));
      if (hides || model.superclass().isEmpty()) {
        return false;
      }
      type = model.superclass().get().asInternalName();
    }
    return true;
  }

  /** Of a class that is defined without a name, such as a hidden one. */
  private static String nameOf(byte[] classFile) {
    return ClassFile.of().parse(classFile).thisClass().asInternalName();
  }

  private static byte @Nullable [] classFileOf(String name, ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return (in == null) ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }
}
