package io.greenloom.it.support;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Where the build has put what these tests run. */
public final class Jars {
  private Jars() {}

  /** The shipped agent. */
  public static Path agent() {
    return ofProperty("greenloom.agent.jar");
  }

  /** The sample application. */
  public static Path sample() {
    return ofProperty("greenloom.sample.jar");
  }

  /** Names the jars of a published test suite. */
  public static Path suiteClassPath(String suite) {
    return ofProperty("greenloom.suites").resolve(suite).resolve("target/classpath.txt");
  }

  /** For the files that a published test suite leaves behind. */
  public static Path suiteOutput(String suite) {
    return ofProperty("greenloom.suites.output").resolve(suite);
  }

  private static Path ofProperty(String name) {
    String value = Objects.requireNonNull(System.getProperty(name), name);
    return Path.of(value).toAbsolutePath().normalize();
  }

  /** The classes of this module: the legacy programs. */
  public static Path testClasses() {
    return locationOf(Jars.class);
  }

  /** The jar or folder that a class comes from. */
  public static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
