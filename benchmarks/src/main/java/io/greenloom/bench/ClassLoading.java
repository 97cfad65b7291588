package io.greenloom.bench;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * How long it takes to load, and then to link, all classes of some jars of the class path. Prints
 * one line of {@code key=value} pairs.
 */
public final class ClassLoading {
  private static final String SUFFIX = ".class";

  private final List<Class<?>> loaded = new ArrayList<>();
  private int failed;

  private ClassLoading() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --jars PATH}, with the separator of class paths
   * @throws IOException if a jar cannot be read
   */
  public static void main(String[] args) throws IOException {
    List<String> names = new ArrayList<>();
    for (String jar : Options.of(args).text("--jars").split(File.pathSeparator)) {
      names.addAll(classesOf(jar));
    }
    ClassLoading program = new ClassLoading();
    long pid = ProcessHandle.current().pid();
    ProcessSample before = ProcessSample.of(pid);
    long start = System.nanoTime();
    program.load(names);
    long afterLoad = System.nanoTime();
    program.link();
    long afterLink = System.nanoTime();
    ProcessSample after = ProcessSample.of(pid);
    System.out.printf(
        "classes=%d failed=%d load_ms=%.1f link_ms=%.1f both_ms=%.1f cpu_ms=%d%n",
        program.loaded.size(),
        program.failed,
        (afterLoad - start) / 1e6,
        (afterLink - afterLoad) / 1e6,
        (afterLink - start) / 1e6,
        (after.cpuMicros() - before.cpuMicros()) / 1000);
  }

  private static List<String> classesOf(String jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("META-INF/"))
          .filter(name -> !name.endsWith("module-info.class"))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .toList();
    }
  }

  private void load(List<String> names) {
    ClassLoader loader = ClassLoading.class.getClassLoader();
    for (String name : names) {
      try {
        loaded.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException | LinkageError e) {
        failed++; // it extends a class of a jar that is not here
      }
    }
  }

  /** The VM links a class, and verifies it, before it tells its members. */
  private void link() {
    for (Class<?> type : loaded) {
      try {
        var ignored = type.getDeclaredConstructors();
      } catch (LinkageError e) {
        failed++;
      }
    }
  }
}
