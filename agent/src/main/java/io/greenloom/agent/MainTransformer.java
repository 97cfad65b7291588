package io.greenloom.agent;

import io.greenloom.agent.patch.ClassPatcher;
import io.greenloom.agent.patch.Patch;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Lets the main method of the application's main class begin with a question to the bridge. */
final class MainTransformer implements ClassFileTransformer {
  private static final Patch.Method MAIN =
      new Patch.Method("main", "([Ljava/lang/String;)V", Patch.Change.SKIP_IF, "runMain");

  private final String mainClass;

  private MainTransformer(String mainClass) {
    this.mainClass = mainClass.replace('.', '/');
  }

  /** The transformer for this JVM's command line, or null if it names no class. */
  static @Nullable MainTransformer ofCommandLine() {
    String command = System.getProperty("sun.java.command", "").strip();
    String classPath = System.getProperty("java.class.path", "");
    // with -jar the class path is the jar, whose path may have blanks
    String name =
        isJar(classPath, command) ? mainClassOf(classPath) : moduleless(command.split(" ", 2)[0]);
    return (name == null || name.isEmpty()) ? null : new MainTransformer(name);
  }

  private static boolean isJar(String classPath, String command) {
    return (command.equals(classPath) || command.startsWith(classPath + " "))
        && new File(classPath).isFile();
  }

  private static String moduleless(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  private static @Nullable String mainClassOf(String path) {
    try (JarFile jar = new JarFile(path)) {
      return (jar.getManifest() == null)
          ? null
          : jar.getManifest().getMainAttributes().getValue("Main-Class");
    } catch (IOException e) {
      return null; // the launcher is about to say what is wrong with it
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null || type != null || !mainClass.equals(name)) {
      return null;
    }
    // an instance main method, or none, runs as it is; so does a synchronized one, because the
    // JVM's
    // main thread would hold the lock while it waits
    return hasStaticMain(classFile) ? ClassPatcher.patch(classFile, List.of(MAIN)) : null;
  }

  private static boolean hasStaticMain(byte[] classFile) {
    return ClassFile.of().parse(classFile).methods().stream()
        .anyMatch(method ->
            method.flags().has(AccessFlag.STATIC)
                && !method.flags().has(AccessFlag.SYNCHRONIZED)
                && method.methodName().equalsString(MAIN.name())
                && method.methodType().equalsString(MAIN.descriptor()));
  }
}
