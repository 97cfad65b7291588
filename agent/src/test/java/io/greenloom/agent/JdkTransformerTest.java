package io.greenloom.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.greenloom.PatchArea;
import io.greenloom.agent.patch.Patch;
import io.greenloom.agent.patch.PatchRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Areas may come one after the other, and go again. */
class JdkTransformerTest {
  static Stream<String> types() {
    return PatchRegistry.patches(true).stream().map(Patch::type).distinct();
  }

  private static List<Patch> patches(Set<PatchArea> areas) {
    return PatchRegistry.patches(true).stream()
        .filter(patch -> patch.area() == null || areas.contains(patch.area()))
        .toList();
  }

  private static byte[] transform(JdkTransformer transformer, String type) throws IOException {
    String name = type.replace('.', '/');
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return transformer.transform(null, name, null, null, in.readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void theOrderOfAreasDoesNotMatter(String type) throws IOException {
    JdkTransformer atOnce = new JdkTransformer();
    atOnce.use(patches(EnumSet.allOf(PatchArea.class)));
    JdkTransformer stepByStep = new JdkTransformer();
    Set<PatchArea> areas = EnumSet.noneOf(PatchArea.class);
    byte[] last = null;
    for (PatchArea area : List.of(PatchArea.values()).reversed()) {
      areas.add(area);
      stepByStep.use(patches(areas));
      last = transform(stepByStep, type);
    }

    assertThat(last).isEqualTo(transform(atOnce, type));
  }

  @Test
  void whatIsTakenBackIsLeftAlone() throws IOException {
    JdkTransformer transformer = new JdkTransformer();
    transformer.use(patches(Set.of(PatchArea.DNS)));
    assertThat(transform(transformer, "java.net.InetAddress$PlatformResolver")).isNotNull();

    transformer.use(patches(Set.of()));

    assertThat(transform(transformer, "java.net.InetAddress$PlatformResolver")).isNull();
  }

  @Test
  void tellsWhatHasNotBeenTransformed() throws Exception {
    JdkTransformer transformer = new JdkTransformer();
    List<Patch> patches =
        PatchRegistry.patches(true).stream()
            .filter(patch -> patch.area() == PatchArea.PROCESS)
            .toList();
    transformer.use(patches);

    assertThatExceptionOfType(UnsupportedJdkException.class)
        .isThrownBy(() -> transformer.requireDone(patches))
        .withMessageContaining("cannot patch java/lang/ProcessImpl");
    assertThat(transform(transformer, "java.lang.ProcessImpl")).isNotNull();
    transformer.requireDone(patches);
  }
}
