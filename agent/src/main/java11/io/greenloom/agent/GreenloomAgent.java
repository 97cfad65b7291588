package io.greenloom.agent;

import java.lang.instrument.Instrumentation;
import java.util.Locale;

/**
 * Where the JVM enters: {@code -javaagent}, dynamic attach and {@code Launcher-Agent-Class}.
 * Compiled for Java 11 and free of references to the rest, so that an older JVM gets a sentence
 * rather than a class format error.
 */
public final class GreenloomAgent {
  private static final int OLDEST_JDK = 25;

  private GreenloomAgent() {}

  /**
   * Entry for {@code -javaagent}.
   *
   * @param options agent options, may be null
   * @param instrumentation from the JVM
   */
  public static void premain(String options, Instrumentation instrumentation) {
    start(options, instrumentation, true);
  }

  /**
   * Entry for dynamic attach and for {@code Launcher-Agent-Class}.
   *
   * @param options agent options, may be null
   * @param instrumentation from the JVM
   */
  public static void agentmain(String options, Instrumentation instrumentation) {
    start(options, instrumentation, false);
  }

  private static void start(String options, Instrumentation instrumentation, boolean atStart) {
    if (Runtime.version().feature() < OLDEST_JDK) {
      refuse(
          "needs JDK " + OLDEST_JDK + " or newer, and this is JDK " + Runtime.version(),
          atStart && isStrict(options));
      return;
    }
    try {
      Class<?> type = Class.forName("io.greenloom.agent.AgentInstaller");
      Installer installer = (Installer) type.getDeclaredConstructor().newInstance();
      installer.install(options, instrumentation, atStart);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      Throwable cause = e.getCause() != null ? e.getCause() : e;
      refuse(
          "its jar is incomplete or mixed with another version (" + cause + ")",
          atStart && isStrict(options));
    }
  }

  private static void refuse(String reason, boolean exit) {
    System.err.println(
        "greenloom: "
            + reason
            + "; "
            + (exit ? "the application does not start" : "the application runs unpatched"));
    if (exit) {
      System.exit(1);
    }
  }

  /** The one setting that is needed when the settings cannot be read. */
  static boolean isStrict(String options) {
    String text = "strict";
    if (options != null) {
      for (String option : options.split(",")) {
        if (option.strip().toLowerCase(Locale.ROOT).startsWith(text + "=")) {
          return option.strip().endsWith("=true");
        }
      }
    }
    String property = System.getProperty("greenloom." + text);
    return "true".equals(property != null ? property : System.getenv("GREENLOOM_STRICT"));
  }
}
