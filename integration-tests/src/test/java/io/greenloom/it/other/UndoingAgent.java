package io.greenloom.it.other;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives {@code FileDescriptor} back its own code whenever it is transformed. */
public final class UndoingAgent implements ClassFileTransformer {
  private static final String TYPE = "java/io/FileDescriptor";

  private UndoingAgent() {}

  /** Entry for {@code -javaagent}. */
  public static void premain(String options, Instrumentation instrumentation) {
    instrumentation.addTransformer(new UndoingAgent(), true);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    return TYPE.equals(name) ? original() : null;
  }

  private static byte[] original() {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(TYPE + ".class")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
