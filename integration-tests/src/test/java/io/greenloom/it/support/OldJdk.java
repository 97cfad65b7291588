package io.greenloom.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK that is too old for Greenloom, if there is one in the usual folders. */
public final class OldJdk {
  private static final int OLDEST_SUPPORTED = 25;

  private OldJdk() {}

  /** One from 11 on. */
  public static Optional<Path> find() throws IOException {
    List<Path> candidates = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(candidates::add);
    String home = System.getProperty("user.home");
    for (Path parent :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/opt"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of(home, ".sdkman", "candidates", "java"),
            Path.of(home, ".jdks"))) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children
              .sorted()
              .forEach(child -> {
                candidates.add(child);
                candidates.add(child.resolve("Contents/Home"));
              });
        }
      }
    }
    return candidates.stream().filter(OldJdk::isOldJdk).findFirst();
  }

  private static boolean isOldJdk(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return false;
    }
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(release)) {
      properties.load(in);
    } catch (IOException e) {
      return false;
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    int feature = Integer.parseInt(version.replaceAll("\\D.*", ""));
    return feature >= 11 && feature < OLDEST_SUPPORTED;
  }
}
