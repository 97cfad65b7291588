package io.greenloom.agent.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

  static Stream<Arguments> wrappedMethods() {
    return patches()
        .flatMap(patch ->
            patch.methods().stream()
                .filter(method -> method.change() == Patch.Change.WRAP)
                .map(method -> Arguments.of(patch.type(), method)));
  }

  /** Whatever the end throws, nothing calls it once more. */
  @ParameterizedTest
  @MethodSource("wrappedMethods")
  void noHandlerCoversTheEndOfAWrappedMethod(String type, Patch.Method method) throws IOException {
    byte[] patched = ClassPatcher.patch(classFile(type), List.of(method));

    List<Boolean> covered = new ArrayList<>();
    CodeAttribute code = code(patched, method);
    int position = 0;
    for (CodeElement element : code) {
      if (element instanceof InvokeInstruction call
          && call.owner().asInternalName().contains("/Greenloom")
          && call.name().equalsString(method.call())) {
        covered.add(isCovered(code, position));
      }
      position += element instanceof Instruction instruction ? instruction.sizeInBytes() : 0;
    }
    assertThat(covered).containsExactly(false, false);
  }

  private static CodeAttribute code(byte[] classFile, Patch.Method method) {
    return ClassFile.of().parse(classFile).methods().stream()
        .filter(each -> method.is(each.methodName().stringValue(), each.methodType().stringValue()))
        .findFirst()
        .flatMap(each -> each.findAttribute(Attributes.code()))
        .orElseThrow();
  }

  private static boolean isCovered(CodeAttribute code, int position) {
    return code.exceptionHandlers().stream()
        .anyMatch(each ->
            code.labelToBci(each.tryStart()) <= position
                && position < code.labelToBci(each.tryEnd()));
  }

  private static byte[] classFile(String type) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(type.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }
}
