package io.greenloom.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Writes a jar of many classes that look like those of an application: some kilobytes each, loops,
 * strings, calls of each other, and a few that ask for the current thread.
 */
public final class ClassGenerator {
  private static final int METHODS = 20;
  private static final int CLASSES_OF_PACKAGE = 50;

  /** Every so many classes one asks for the current thread. */
  private static final int ASKS = 20;

  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
  private static final MethodTypeDesc APPEND_STRING =
      MethodTypeDesc.of(BUILDER, ConstantDescs.CD_String);
  private static final MethodTypeDesc APPEND_INT = MethodTypeDesc.of(BUILDER, ConstantDescs.CD_int);
  private static final MethodTypeDesc TO_STRING = MethodTypeDesc.of(ConstantDescs.CD_String);
  private static final MethodTypeDesc METHOD =
      MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_String, ConstantDescs.CD_int);

  private final int count;

  private ClassGenerator(int count) {
    this.count = count;
  }

  /**
   * Writes the jar.
   *
   * @param args {@code --count N --jar FILE}
   * @throws IOException if it cannot be written
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    ClassGenerator generator = new ClassGenerator(options.number("--count"));
    try (OutputStream out = Files.newOutputStream(Path.of(options.text("--jar")));
        JarOutputStream jar = new JarOutputStream(new BufferedOutputStream(out))) {
      for (int i = 0; i < generator.count; i++) {
        jar.putNextEntry(new JarEntry(nameOf(i).replace('.', '/') + ".class"));
        jar.write(generator.classFile(i));
        jar.closeEntry();
      }
    }
  }

  private static String nameOf(int index) {
    return "generated.part" + index / CLASSES_OF_PACKAGE + ".Component" + index;
  }

  private static ClassDesc typeOf(int index) {
    return ClassDesc.of(nameOf(index));
  }

  private static String methodName(int index) {
    return "describeState" + index;
  }

  private byte[] classFile(int index) {
    return ClassFile.of()
        .build(
            typeOf(index),
            type -> {
              type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER);
              addFields(type);
              type.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  ConstantDescs.MTD_void,
                  ClassFile.ACC_PUBLIC,
                  code ->
                      code.aload(0)
                          .invokespecial(
                              ConstantDescs.CD_Object,
                              ConstantDescs.INIT_NAME,
                              ConstantDescs.MTD_void)
                          .return_());
              for (int i = 0; i < METHODS; i++) {
                int method = i;
                type.withMethodBody(
                    methodName(i), METHOD, ClassFile.ACC_PUBLIC, code -> body(code, index, method));
              }
            });
  }

  private static void addFields(ClassBuilder type) {
    for (int i = 0; i < METHODS; i++) {
      type.withField("state" + i, ConstantDescs.CD_String, ClassFile.ACC_PRIVATE);
    }
  }

  /**
   * The equivalent of
   *
   * <pre>{@code
   * StringBuilder text = new StringBuilder();
   * for (int i = 0; i < n; i++) {
   *   text.append("some words").append(argument).append(i);
   *   if (i % 7 == 3) {
   *     state = new Other().other(text.toString(), i);
   *   }
   * }
   * return text.toString();
   * }</pre>
   */
  private void body(CodeBuilder code, int index, int method) {
    int textSlot = code.allocateLocal(TypeKind.REFERENCE);
    int counter = code.allocateLocal(TypeKind.INT);
    Label test = code.newLabel();
    Label next = code.newLabel();
    Label end = code.newLabel();
    ClassDesc other = typeOf((index + 1 + method * 37) % count);
    int line = 20 + method * 10;
    code.lineNumber(line)
        .new_(BUILDER)
        .dup()
        .invokespecial(BUILDER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
        .astore(textSlot);
    if (index % ASKS == 0 && method == 0) {
      code.aload(textSlot)
          .invokestatic(THREAD, "currentThread", MethodTypeDesc.of(THREAD))
          .invokevirtual(THREAD, "getName", TO_STRING)
          .invokevirtual(BUILDER, "append", APPEND_STRING)
          .pop();
    }
    code.iconst_0()
        .istore(counter)
        .labelBinding(test)
        .lineNumber(line + 1)
        .iload(counter)
        .iload(2)
        .if_icmpge(end)
        .lineNumber(line + 2)
        .aload(textSlot)
        .ldc("Component " + index + " in state " + method + " has been asked for ")
        .invokevirtual(BUILDER, "append", APPEND_STRING)
        .aload(1)
        .invokevirtual(BUILDER, "append", APPEND_STRING)
        .iload(counter)
        .invokevirtual(BUILDER, "append", APPEND_INT)
        .pop()
        .lineNumber(line + 3)
        .iload(counter)
        .bipush(7)
        .irem()
        .iconst_3()
        .if_icmpne(next)
        .lineNumber(line + 4)
        .aload(0)
        .new_(other)
        .dup()
        .invokespecial(other, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
        .aload(textSlot)
        .invokevirtual(BUILDER, "toString", TO_STRING)
        .iload(counter)
        .invokevirtual(other, methodName((method + 1) % METHODS), METHOD)
        .putfield(typeOf(index), "state" + method, ConstantDescs.CD_String)
        .labelBinding(next)
        .lineNumber(line + 1)
        .iinc(counter, 1)
        .goto_(test)
        .labelBinding(end)
        .lineNumber(line + 7)
        .aload(textSlot)
        .invokevirtual(BUILDER, "toString", TO_STRING)
        .areturn();
  }
}
