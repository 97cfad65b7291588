package io.greenloom.agent.patch;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Changes one method as its {@link Patch.Change} says. */
final class MethodPatcher extends MethodVisitor {
  private final Patch.Method method;
  private final boolean isStatic;
  private final BridgeMethods.Entry bridge;
  private final String bridgeDescriptor;
  private final Label wrappedStart = new Label();
  private final Label wrappedEnd = new Label();
  private final Label wrappedReturn = new Label();
  private boolean found;

  MethodPatcher(MethodVisitor next, Patch.Method method, boolean isStatic) {
    super(Opcodes.ASM9, next);
    this.method = method;
    this.isStatic = isStatic;
    this.bridge = BridgeMethods.get(method.bridgeMethod());
    this.bridgeDescriptor = bridge.descriptor();
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
        load(Type.getArgumentCount(bridgeDescriptor) - 1);
        callBridge();
        super.visitVarInsn(Opcodes.ASTORE, slot);
      }
      case WRAP -> {
        load(Type.getArgumentCount(bridgeDescriptor));
        callBridge();
        super.visitLabel(wrappedStart);
      }
      default -> {}
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      switch (method.change()) {
        case REPLACE_RESULT -> {
          load(Type.getArgumentCount(bridgeDescriptor) - 1);
          callBridge();
          castTo(Type.getReturnType(method.descriptor()));
        }
        case AFTER -> {
          load(Type.getArgumentCount(bridgeDescriptor));
          callBridge();
        }
        case WRAP -> {
          super.visitJumpInsn(Opcodes.GOTO, wrappedReturn);
          return;
        }
        default -> {}
      }
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isReplaced(opcode, owner, name, descriptor)) {
      found = true;
      callBridge();
    } else if (method.change() == Patch.Change.INTERRUPTED_MESSAGE
        && owner.equals("java/lang/InterruptedException")
        && descriptor.equals("()V")) {
      found = true;
      callBridge();
      super.visitMethodInsn(opcode, owner, name, "(Ljava/lang/String;)V", isInterface);
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  /** The bridge's method takes what the call does, first the receiver, perhaps as an Object. */
  private boolean isReplaced(int opcode, String owner, String name, String descriptor) {
    if (!name.equals(method.call())) {
      return false;
    }
    if (opcode == Opcodes.INVOKESTATIC) {
      return bridgeDescriptor.equals(descriptor);
    }
    String others = descriptor.substring(1);
    return bridgeDescriptor.equals("(L" + owner + ";" + others)
        || bridgeDescriptor.equals("(Ljava/lang/Object;" + others);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (method.change() == Patch.Change.WRAP) {
      visitEnds();
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  /**
   * Both ends are behind the method's code, where no handler would call the bridge once more if it
   * throws. The handler's entry comes last, behind those of the method's own handlers.
   */
  private void visitEnds() {
    super.visitTryCatchBlock(wrappedStart, wrappedEnd, wrappedEnd, null);
    super.visitLabel(wrappedEnd);
    super.visitFrame(Opcodes.F_FULL, 0, null, 1, new Object[] {"java/lang/Throwable"});
    callEnd();
    super.visitInsn(Opcodes.ATHROW);
    Type result = Type.getReturnType(method.descriptor());
    Object[] stack = onStack(result);
    super.visitLabel(wrappedReturn);
    super.visitFrame(Opcodes.F_FULL, 0, null, stack.length, stack);
    callEnd();
    super.visitInsn(result.getOpcode(Opcodes.IRETURN));
  }

  private static Object[] onStack(Type type) {
    return switch (type.getSort()) {
      case Type.VOID -> new Object[0];
      case Type.OBJECT -> new Object[] {type.getInternalName()};
      default -> new Object[] {Opcodes.INTEGER}; // no method that is wrapped returns anything else
    };
  }

  @Override
  public void visitEnd() {
    boolean seeks =
        method.change() == Patch.Change.REPLACE_CALL
            || method.change() == Patch.Change.INTERRUPTED_MESSAGE;
    if (seeks && !found) {
      throw new IllegalArgumentException(
          method.name() + " has none of the calls that " + method.bridgeMethod() + " is for");
    }
    super.visitEnd();
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
        Opcodes.INVOKESTATIC, bridge.owner(), method.bridgeMethod(), bridgeDescriptor, false);
  }

  private void callEnd() {
    BridgeMethods.Entry end = BridgeMethods.get(method.call());
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, end.owner(), method.call(), end.descriptor(), false);
  }

  /** For a type that the bridge cannot name, because it is of another module. */
  private void castTo(Type wanted) {
    if (!wanted.equals(Type.getReturnType(bridgeDescriptor))) {
      super.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
    }
  }

  private void returnIfAnswered() {
    Label goOn = new Label();
    if (Type.getReturnType(bridgeDescriptor).equals(Type.BOOLEAN_TYPE)) {
      super.visitJumpInsn(Opcodes.IFEQ, goOn);
      super.visitInsn(Opcodes.RETURN);
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    } else if (Type.getReturnType(bridgeDescriptor).equals(Type.LONG_TYPE)) {
      super.visitInsn(Opcodes.DUP2);
      super.visitInsn(Opcodes.LCONST_0);
      super.visitInsn(Opcodes.LCMP);
      super.visitJumpInsn(Opcodes.IFEQ, goOn);
      super.visitInsn(Opcodes.LRETURN);
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {Opcodes.LONG});
      super.visitInsn(Opcodes.POP2);
    } else if (Type.getReturnType(bridgeDescriptor).equals(Type.INT_TYPE)) {
      super.visitInsn(Opcodes.DUP);
      super.visitJumpInsn(Opcodes.IFEQ, goOn);
      super.visitInsn(Opcodes.IRETURN);
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {Opcodes.INTEGER});
      super.visitInsn(Opcodes.POP);
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
