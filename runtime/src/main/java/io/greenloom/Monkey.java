package io.greenloom;

import io.greenloom.internal.Installation;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JDK's blocking calls cooperative, as gevent's {@code monkey} module does for Python's
 * standard library. An application started with {@code -javaagent:greenloom-agent.jar} does not
 * need this class.
 */
public final class Monkey {
  private static final String SELF_ATTACH = "io.greenloom.agent.SelfAttach";

  private Monkey() {}

  /**
   * Patches everything. Best called as the first statement of {@code main}: threads that run
   * already stay what they are. Does nothing if this JVM is patched already, whichever way.
   *
   * @return what is patched
   * @throws IllegalStateException if it is not possible, with a sentence that says why: {@code
   *     greenloom-agent.jar} is not on the class path, this JVM does not allow agents, or its JDK
   *     is not supported
   */
  public static synchronized PatchReport patchAll() {
    Installation installation = Installation.current();
    if (installation == null) {
      attach();
      installation = Installation.current();
    }
    if (installation == null) {
      String failure = Installation.failure();
      throw new IllegalStateException(
          failure != null ? failure : "Greenloom's agent was loaded but did not start");
    }
    return installation.report();
  }

  private static void attach() {
    try {
      Class.forName(SELF_ATTACH).getMethod("attach").invoke(null);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "greenloom-agent.jar is not on the class path: add it (java -cp"
              + " app.jar:greenloom-agent.jar ...) or start with -javaagent:greenloom-agent.jar",
          e);
    } catch (InvocationTargetException e) {
      String message = String.valueOf(e.getTargetException().getMessage());
      throw new IllegalStateException(message, e.getTargetException());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("greenloom-agent.jar is of another version", e);
    }
  }

  /**
   * Asks whether an area is patched.
   *
   * @param area the area
   * @return whether its blocking calls are cooperative in this JVM
   */
  public static boolean isPatched(PatchArea area) {
    PatchReport report = report();
    return report != null && report.isPatched(area);
  }

  /** {@return what is patched, or null if Greenloom is not installed in this JVM} */
  public static @Nullable PatchReport report() {
    Installation installation = Installation.current();
    return (installation == null) ? null : installation.report();
  }
}
