package io.greenloom.agent.patch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts patches into a class file, with Byte Buddy's ASM. Its advice would do the same, and cost
 * half a second of class loading at every start.
 */
public final class ClassPatcher {
  private ClassPatcher() {}

  /**
   * Patches a class.
   *
   * @param classFile the class as it is
   * @param methods the methods to change
   * @return the changed class
   * @throws IllegalArgumentException if it lacks one of the methods
   */
  public static byte[] patch(byte[] classFile, List<Patch.Method> methods) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    Set<Patch.Method> missing = new HashSet<>(methods);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            for (Patch.Method method : methods) {
              if (method.is(name, descriptor)) {
                missing.remove(method);
                boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                next = new MethodPatcher(next, method, isStatic);
              }
            }
            return next;
          }
        },
        0);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no such methods: " + missing);
    }
    return writer.toByteArray();
  }
}
