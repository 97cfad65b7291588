package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.greenloom.it.support.Jars;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the jar that users get. */
final class ShippedJarIT {
  private static final long MAX_SIZE = 8L << 20;
  private static final int JAVA_11 = 55;

  private static List<String> files(JarFile jar) {
    return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
  }

  @Test
  void holdsOnlyOurs() throws IOException {
    try (JarFile jar = new JarFile(Jars.agent().toFile())) {
      assertThat(files(jar))
          .doesNotHaveDuplicates()
          .allMatch(name -> name.startsWith("META-INF/") || name.startsWith("io/greenloom/"))
          .noneMatch(name -> name.contains("module-info") || name.startsWith("META-INF/versions/"))
          .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"))
          .noneMatch(name -> name.contains("jspecify") || name.contains("/it/"))
          .contains(
              "META-INF/LICENSE",
              "META-INF/greenloom/version",
              "io/greenloom/Monkey.class",
              "io/greenloom/agent/AgentInstaller.class");
    }
  }

  @Test
  void bridgeIsNoApplicationClass() throws IOException {
    try (JarFile jar = new JarFile(Jars.agent().toFile())) {
      assertThat(files(jar))
          .noneMatch(name -> name.startsWith("java/"))
          .contains("META-INF/greenloom/bridge/java/lang/GreenloomBridge.class")
          .filteredOn(name -> name.endsWith(".class") && name.startsWith("META-INF/"))
          .allMatch(name ->
              name.matches("META-INF/greenloom/bridge/(java/lang|java/io|sun/nio/ch)/Greenloom.*"));
    }
  }

  @Test
  void manifest() throws IOException {
    try (JarFile jar = new JarFile(Jars.agent().toFile())) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      for (String entry : List.of("Premain-Class", "Agent-Class")) {
        assertThat(attributes.getValue(entry)).isEqualTo("io.greenloom.agent.GreenloomAgent");
      }
      assertThat(attributes.getValue("Main-Class")).isEqualTo("io.greenloom.agent.Main");
      // the JVM of a command is left as it is
      assertThat(attributes.getValue("Launcher-Agent-Class")).isNull();
      assertThat(attributes.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(attributes.getValue("Boot-Class-Path")).isNull();
      assertThat(attributes.getValue("Multi-Release")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GreenloomAgent", "Main", "DumpCommand", "Target"})
  void entryClassLoadsOnOldJvms(String name) throws IOException {
    String entry = "io/greenloom/agent/" + name + ".class";
    try (JarFile jar = new JarFile(Jars.agent().toFile());
        DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(entry)))) {
      assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
      assertThat(in.readUnsignedShort()).isZero();
      assertThat(in.readUnsignedShort()).isEqualTo(JAVA_11);
    }
  }

  @Test
  void version() throws IOException {
    try (JarFile jar = new JarFile(Jars.agent().toFile())) {
      byte[] version =
          jar.getInputStream(jar.getEntry("META-INF/greenloom/version")).readAllBytes();
      assertThat(new String(version, java.nio.charset.StandardCharsets.UTF_8).strip())
          .isEqualTo(System.getProperty("greenloom.version"));
    }
  }

  @Test
  void size() throws IOException {
    assertThat(Files.size(Jars.agent())).isLessThanOrEqualTo(MAX_SIZE);
  }
}
