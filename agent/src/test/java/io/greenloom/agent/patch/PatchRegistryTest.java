package io.greenloom.agent.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each patch of the registry gives a class that the JVM's verifier accepts. */
class PatchRegistryTest {
  static Stream<Patch> patches() {
    return PatchRegistry.patches(true).stream();
  }

  @ParameterizedTest
  @MethodSource("patches")
  void patchedClassVerifies(Patch patch) throws IOException {
    byte[] original = classFile(patch.type());

    byte[] patched = ClassPatcher.patch(original, patch.methods());

    assertThat(ClassFile.of().verify(patched)).isEmpty();
    assertThat(patched).isNotEqualTo(original);
  }

  @ParameterizedTest
  @MethodSource("patches")
  void missingMethodIsNamed(Patch patch) throws IOException {
    Patch.Method first = patch.methods().getFirst();
    Patch.Method absent =
        new Patch.Method("absent", first.descriptor(), first.change(), first.bridgeMethod());
    byte[] original = classFile(patch.type());

    assertThat(catchThrowable(() -> ClassPatcher.patch(original, List.of(absent))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void missingCallIsAnError() throws IOException {
    Patch.Method absent = Patch.Method.replacing("yield", "activeCount", "()I", "currentThread");
    byte[] original = classFile("java.lang.ThreadGroup");

    assertThat(catchThrowable(() -> ClassPatcher.patch(original, List.of(absent))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("activeCount has none of the calls");
  }

  private static byte[] classFile(String type) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(type.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }
}
