package io.greenloom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The versions of the runtime on the class path: the agent jar brings one, and the application may
 * bring it too, but not another.
 */
final class RuntimeVersions {
  private static final String RESOURCE = "META-INF/greenloom/version";

  private RuntimeVersions() {}

  /** Two versions at once; the message is a sentence for the user. */
  static final class Conflict extends Exception {
    private static final long serialVersionUID = 1L;

    Conflict(Set<String> versions) {
      super(
          "the class path has Greenloom in versions "
              + String.join(" and ", versions)
              + "; remove greenloom-runtime from it or make both the same version");
    }
  }

  static void requireOne() throws Conflict {
    Set<String> versions = all();
    if (versions.size() > 1) {
      throw new Conflict(versions);
    }
  }

  /** {@return the version that runs} */
  static String current() {
    return all().iterator().next();
  }

  private static Set<String> all() {
    Set<String> versions = new LinkedHashSet<>();
    try {
      for (URL url : Collections.list(ClassLoader.getSystemResources(RESOURCE))) {
        try (InputStream in = url.openStream()) {
          versions.add(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
    return versions;
  }
}
