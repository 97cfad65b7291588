package io.greenloom.bench;

/** What a thread really is, whatever its object says. */
public enum ThreadKind {
  /** A thread of the operating system. */
  PLATFORM,
  /** A virtual thread of the JDK. */
  VIRTUAL,
  /** A virtual thread behind an application's {@code java.lang.Thread}. */
  GREEN;

  /** Tells what the current thread is, by what its object says and by how its stack begins. */
  static ThreadKind ofCurrent() {
    StackTraceElement[] stack = new Throwable().getStackTrace();
    boolean onVirtual = stack[stack.length - 1].getClassName().equals("java.lang.VirtualThread");
    if (!onVirtual) {
      return PLATFORM;
    }
    return Thread.currentThread().isVirtual() ? VIRTUAL : GREEN;
  }
}
