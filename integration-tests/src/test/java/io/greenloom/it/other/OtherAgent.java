package io.greenloom.it.other;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Rewrites java.lang.Thread, without changing what it does, whenever it is transformed. */
public final class OtherAgent implements ClassFileTransformer {
  private static volatile boolean transformed;

  private OtherAgent() {}

  /** Entry for {@code -javaagent}. */
  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    instrumentation.addTransformer(new OtherAgent(), true);
    instrumentation.retransformClasses(Thread.class);
    System.err.println("other agent: " + (transformed ? "transformed" : "failed"));
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (!"java/lang/Thread".equals(name)) {
      return null;
    }
    ClassFile files = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);
    byte[] result = files.transformClass(files.parse(bytes), ClassTransform.ACCEPT_ALL);
    transformed = true;
    return result;
  }
}
