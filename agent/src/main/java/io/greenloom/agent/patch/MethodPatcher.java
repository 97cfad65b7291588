package io.greenloom.agent.patch;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Changes one method as its {@link Patch.Change} says. */
final class MethodPatcher extends MethodVisitor {
  private static final String BRIDGE = Type.getInternalName(GreenloomBridge.class);

  private final Patch.Method method;
  private final boolean isStatic;
  private final String bridgeDescriptor;

  MethodPatcher(MethodVisitor next, Patch.Method method, boolean isStatic) {
    super(Opcodes.ASM9, next);
    this.method = method;
    this.isStatic = isStatic;
    this.bridgeDescriptor = BridgeMethods.descriptorOf(method.bridgeMethod());
  }

  @Override
  public void visitCode() {
    super.visitCode();
    switch (method.change()) {
      case SKIP_IF -> {
        load(Type.getArgumentCount(bridgeDescriptor));
        callBridge();
        returnIfAnswered();
      }
      case BEFORE -> {
        load(Type.getArgumentCount(bridgeDescriptor));
        callBridge();
      }
      case REPLACE_ARGUMENT -> {
        int slot = isStatic ? 0 : 1;
        super.visitVarInsn(Opcodes.ALOAD, slot);
        callBridge();
        super.visitVarInsn(Opcodes.ASTORE, slot);
      }
      default -> {}
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      switch (method.change()) {
        case REPLACE_RESULT -> {
          // below the result, which is of one slot in all patched methods
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitInsn(Opcodes.SWAP);
          callBridge();
        }
        case AFTER -> {
          load(Type.getArgumentCount(bridgeDescriptor));
          callBridge();
        }
        default -> {}
      }
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isReplaced(owner, name)) {
      callBridge();
    } else if (method.change() == Patch.Change.INTERRUPTED_MESSAGE
        && owner.equals("java/lang/InterruptedException")
        && descriptor.equals("()V")) {
      callBridge();
      super.visitMethodInsn(opcode, owner, name, "(Ljava/lang/String;)V", isInterface);
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  private boolean isReplaced(String owner, String name) {
    String replaced =
        switch (method.change()) {
          case REPLACE_IS_INTERRUPTED -> "isInterrupted";
          case REPLACE_CURRENT_THREAD -> "currentThread";
          default -> "";
        };
    return owner.equals("java/lang/Thread") && name.equals(replaced);
  }

  /** Pushes {@code this}, if there is one, and the method's first arguments: so many in all. */
  private void load(int count) {
    int slot = 0;
    int loaded = 0;
    if (!isStatic && count > 0) {
      super.visitVarInsn(Opcodes.ALOAD, slot++);
      loaded++;
    }
    Type[] arguments = Type.getArgumentTypes(method.descriptor());
    for (int i = 0; loaded < count; i++, loaded++) {
      super.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), slot);
      slot += arguments[i].getSize();
    }
  }

  private void callBridge() {
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, BRIDGE, method.bridgeMethod(), bridgeDescriptor, false);
  }

  private void returnIfAnswered() {
    Label goOn = new Label();
    if (Type.getReturnType(bridgeDescriptor).equals(Type.BOOLEAN_TYPE)) {
      super.visitJumpInsn(Opcodes.IFEQ, goOn);
      super.visitInsn(Opcodes.RETURN);
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    } else {
      String type = Type.getReturnType(method.descriptor()).getInternalName();
      super.visitInsn(Opcodes.DUP);
      super.visitJumpInsn(Opcodes.IFNULL, goOn);
      super.visitInsn(Opcodes.ARETURN);
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {type});
      super.visitInsn(Opcodes.POP);
    }
    // the method's own code may begin with a frame, and there must not be two at one place
    super.visitInsn(Opcodes.NOP);
  }
}
