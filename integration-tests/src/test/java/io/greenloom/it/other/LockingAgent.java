package io.greenloom.it.other;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Has {@code LockSupport.unpark} call {@link UnparkAdvice}, as an agent that traces would. */
public final class LockingAgent implements ClassFileTransformer, CodeTransform {
  private LockingAgent() {}

  /** Entry for {@code -javaagent}; the option is the path of its own jar. */
  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(options));
    Class.forName(UnparkAdvice.class.getName(), true, null);
    instrumentation.addTransformer(new LockingAgent(), true);
    instrumentation.retransformClasses(LockSupport.class);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (!"java/util/concurrent/locks/LockSupport".equals(name)) {
      return null;
    }
    ClassFile files = ClassFile.of();
    return files.transformClass(
        files.parse(bytes),
        ClassTransform.transformingMethodBodies(
            method -> method.methodName().equalsString("unpark"), this));
  }

  /** Calls the advice before anything else. */
  @Override
  public void atStart(CodeBuilder builder) {
    builder.invokestatic(
        ClassDesc.of("io.greenloom.it.other.UnparkAdvice"),
        "enter",
        MethodTypeDesc.ofDescriptor("()V"));
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    builder.with(element);
  }
}
