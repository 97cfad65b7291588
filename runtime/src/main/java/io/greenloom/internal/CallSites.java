package io.greenloom.internal;

import org.jspecify.annotations.Nullable;

/** What the agent does to the class files of the application. */
@FunctionalInterface
public interface CallSites {
  /**
   * Lets calls of {@code Thread.currentThread()} return the application's thread object.
   *
   * @param loader of the class
   * @param classFile of the class
   * @return the changed class file, or null if there is nothing to change
   */
  byte @Nullable [] redirect(ClassLoader loader, byte[] classFile);
}
