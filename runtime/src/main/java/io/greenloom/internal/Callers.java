package io.greenloom.internal;

import java.lang.StackWalker.Option;
import java.util.Set;

/** Who has called a patched method. */
final class Callers {
  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

  /** What is between the application's call and the question. */
  private static final Set<String> BETWEEN =
      Set.of(
          Callers.class.getName(),
          RuntimeHooks.class.getName(),
          "java.lang.GreenloomInterrupts",
          "java.lang.GreenloomThreadCalls",
          "java.lang.GreenloomThreads",
          "java.lang.GreenloomThrows",
          "java.lang.Thread",
          "java.lang.VirtualThread",
          "java.util.concurrent.TimeUnit");

  /** Yields where nothing may be thrown. */
  private static final String QUIET = "io.greenloom.Waiter";

  private Callers() {}

  /** Whether a patched method of a thread was called by other code than the JDK's. */
  static boolean isApplication() {
    return WALKER.walk(frames ->
        frames
            .map(StackWalker.StackFrame::getDeclaringClass)
            .filter(type -> !BETWEEN.contains(type.getName()))
            .findFirst()
            .map(Callers::isOfApplication)
            .orElse(false));
  }

  private static boolean isOfApplication(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return !type.getName().equals(QUIET)
        && loader != null
        && !loader.equals(ClassLoader.getPlatformClassLoader());
  }
}
