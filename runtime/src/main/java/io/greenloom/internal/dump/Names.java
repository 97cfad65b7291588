package io.greenloom.internal.dump;

/** How a dump names threads and objects. Calls no code of the application. */
final class Names {
  private Names() {}

  /** Name and number of a thread; a name with line breaks stays on its line. */
  static String of(Thread thread) {
    return quoted(thread.getName()) + " #" + thread.threadId();
  }

  private static String quoted(String name) {
    StringBuilder text = new StringBuilder(name.length() + 2).append('"');
    name.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
    return text.append('"').toString();
  }

  /** Class and identity hash code, as {@code ThreadInfo.getLockName} and thread dumps have it. */
  static String of(Object object) {
    return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
  }
}
