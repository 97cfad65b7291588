package io.greenloom.agent;

import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.security.CodeSource;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/** Loads the agent into the running JVM; what {@code Monkey.patchAll()} calls. */
public final class SelfAttach {
  /** Whether an agent without options is the one that {@link #attach} has asked for. */
  private static volatile boolean attaching;

  private static volatile @Nullable Instrumentation taken;

  private SelfAttach() {}

  /**
   * Patches a JVM in which Greenloom has not been installed.
   *
   * @param options what is asked for
   * @return what is patched
   * @throws IllegalStateException with a sentence that says why it is not possible
   */
  public static PatchReport patchAll(PatchOptions options) {
    return AgentInstaller.patchAll(options);
  }

  /** The JVM has loaded the agent: returns whether {@link #attach} has asked for it. */
  static boolean takes(@Nullable String options, Instrumentation instrumentation) {
    if (!attaching || options != null) {
      return false;
    }
    taken = instrumentation;
    return true;
  }

  /**
   * Attaches the jar that this class is in.
   *
   * @return what the JVM gives to agents
   * @throws IllegalStateException with a sentence that says why it is not possible
   */
  static Instrumentation attach() {
    if (ModuleLayer.boot().findModule("java.instrument").isEmpty()) {
      throw new IllegalStateException(
          "this Java runtime has no module java.instrument, which agents need: add it with"
              + " --add-modules java.instrument");
    }
    attaching = true;
    try {
      ByteBuddyAgent.attach(jar(), Long.toString(ProcessHandle.current().pid()));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "this JVM does not let an agent be attached ("
              + e.getMessage()
              + "); start it with -javaagent:greenloom-agent.jar",
          e);
    } finally {
      attaching = false;
    }
    Instrumentation instrumentation = taken;
    if (instrumentation == null) {
      throw new IllegalStateException(
          "to be attached, greenloom-agent.jar must be loaded by the system class loader, not by "
              + SelfAttach.class.getClassLoader());
    }
    return instrumentation;
  }

  private static File jar() {
    CodeSource source = SelfAttach.class.getProtectionDomain().getCodeSource();
    try {
      File jar = new File(source.getLocation().toURI());
      if (jar.isFile()) {
        return jar;
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // a class path of folders or a loader of its own; said below
    }
    throw new IllegalStateException(
        "Greenloom's agent can be attached from greenloom-agent.jar only, not from " + source);
  }
}
