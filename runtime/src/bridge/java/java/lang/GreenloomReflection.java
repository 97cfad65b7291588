package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * {@code Thread.currentThread()}, called by reflection or through a method handle, returns the
 * application's thread object as the rewritten direct calls do. The JDK itself calls it directly.
 */
final class GreenloomReflection {
  private static final String NAME = "currentThread";
  private static final MethodType TYPE = MethodType.methodType(Thread.class);

  private GreenloomReflection() {}

  static Method replaced(Method method) {
    if (method.getDeclaringClass() != Thread.class || !method.getName().equals(NAME)) {
      return method;
    }
    try {
      return GreenloomBridge.class.getMethod(NAME);
    } catch (NoSuchMethodException e) {
      throw new LinkageError("no method " + NAME, e);
    }
  }

  /** For a static method, or null if it is another. */
  static MethodHandle replaced(Class<?> type, String name, MethodType signature) {
    if (!NAME.equals(name) || !TYPE.equals(signature) || !isThreads(type)) {
      return null;
    }
    try {
      return MethodHandles.lookup().findStatic(GreenloomBridge.class, NAME, TYPE);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no method " + NAME, e);
    }
  }

  /**
   * Whether the method of a class is that of Thread: the class inherits it and does not hide it.
   */
  private static boolean isThreads(Class<?> type) {
    if (!Thread.class.isAssignableFrom(type)) {
      return false;
    }
    for (Class<?> c = type; c != Thread.class; c = c.getSuperclass()) {
      try {
        var _ = c.getDeclaredMethod(NAME);
        return false;
      } catch (NoSuchMethodException e) {
        // inherited
      }
    }
    return true;
  }
}
