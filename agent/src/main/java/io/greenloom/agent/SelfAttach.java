package io.greenloom.agent;

import java.io.File;
import java.net.URISyntaxException;
import java.security.CodeSource;
import net.bytebuddy.agent.ByteBuddyAgent;

/** Loads the agent into the running JVM; what {@code Monkey.patchAll()} calls. */
public final class SelfAttach {
  private SelfAttach() {}

  /**
   * Attaches the jar that this class is in.
   *
   * @throws IllegalStateException with a sentence that says why it is not possible
   */
  public static void attach() {
    if (ModuleLayer.boot().findModule("java.instrument").isEmpty()) {
      throw new IllegalStateException(
          "this Java runtime has no module java.instrument, which agents need: add it with"
              + " --add-modules java.instrument");
    }
    try {
      ByteBuddyAgent.attach(jar(), Long.toString(ProcessHandle.current().pid()));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "this JVM does not let an agent be attached ("
              + e.getMessage()
              + "); start it with -javaagent:greenloom-agent.jar",
          e);
    }
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
