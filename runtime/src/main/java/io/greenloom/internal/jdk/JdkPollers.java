package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The JDK's own poller threads, whose start is put off until somebody needs them. */
public final class JdkPollers {
  private static final Class<?> TYPE =
      JdkAccess.requireLookupIn("sun.nio.ch.Poller$Pollers").lookupClass();
  private static final MethodHandle START = findStart();

  private volatile @Nullable Object deferred;

  /** Nothing is put off yet. */
  public JdkPollers() {}

  private static MethodHandle findStart() {
    try {
      Lookup lookup = JdkAccess.lookupIn(TYPE.getName());
      MethodHandle start =
          lookup.findVirtual(lookup.lookupClass(), "start", MethodType.methodType(void.class));
      return start.asType(MethodType.methodType(void.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JDK has no Poller.Pollers.start()", e);
    }
  }

  /**
   * Puts a start off.
   *
   * @param pollers whose start it is
   * @return whether it is put off; not when {@link #start} itself has led to it
   */
  public synchronized boolean defer(Object pollers) {
    if (pollers.equals(deferred)) {
      return false;
    }
    deferred = TYPE.cast(pollers); // whoever calls the bridge
    return true;
  }

  /** Starts what has been put off, once; any thread. */
  public void start() {
    if (deferred != null) {
      startDeferred();
    }
  }

  private synchronized void startDeferred() {
    Object pollers = deferred;
    if (pollers != null) {
      try {
        START.invokeExact(pollers);
      } catch (Throwable e) {
        throw Sneaky.rethrow(e);
      } finally {
        deferred = null;
      }
    }
  }
}
