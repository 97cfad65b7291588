package io.greenloom;

import io.greenloom.internal.Installation;
import io.greenloom.internal.PatchListeners;
import io.greenloom.internal.thread.OriginalCall;
import io.greenloom.internal.thread.OriginalThread;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JDK's blocking calls cooperative, as gevent's {@code monkey} module does for Python's
 * standard library. An application started with {@code -javaagent:greenloom-agent.jar} does not
 * need this class. All methods may be called by any thread.
 */
public final class Monkey {
  private static final String SELF_ATTACH = "io.greenloom.agent.SelfAttach";

  private Monkey() {}

  /**
   * Patches everything that the JVM's own settings do not switch off; the same as {@link
   * #patchAll(PatchOptions) patchAll}{@code (PatchOptions.all())}.
   *
   * @return what is patched
   * @throws IllegalStateException if it is not possible, with a sentence that says why
   */
  public static PatchReport patchAll() {
    return patchAll(PatchOptions.all());
  }

  /**
   * Patches what is asked for. Best called as the first statement of {@code main}: threads that run
   * already stay what they are.
   *
   * <p>If this JVM is patched already, whichever way, areas are only added. One that is patched
   * stays so, and settings stay as they are; if the options say otherwise, a line on standard error
   * and a note in the report say that this has no effect.
   *
   * @param options what is asked for
   * @return what is patched; nothing if a listener has forbidden it
   * @throws IllegalStateException if it is not possible, with a sentence that says why: {@code
   *     greenloom-agent.jar} is not on the class path, this JVM does not allow agents, its JDK is
   *     not supported, or an area did not pass its test; or if a {@link PatchListener} calls this
   */
  public static PatchReport patchAll(PatchOptions options) {
    Objects.requireNonNull(options);
    Installation installation = Installation.current();
    return installation == null ? install(options) : installation.patch(options);
  }

  private static PatchReport install(PatchOptions options) {
    try {
      Class<?> agent = Class.forName(SELF_ATTACH);
      Object report = agent.getMethod("patchAll", PatchOptions.class).invoke(null, options);
      return (PatchReport) Objects.requireNonNull(report);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "greenloom-agent.jar is not on the class path: add it (java -cp"
              + " app.jar:greenloom-agent.jar ...) or start with -javaagent:greenloom-agent.jar",
          e);
    } catch (InvocationTargetException e) {
      String message = String.valueOf(e.getTargetException().getMessage());
      throw new IllegalStateException(message, e.getTargetException());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("greenloom-agent.jar is of another version", e);
    }
  }

  /**
   * Adds a listener, which is told from the next {@link #patchAll()} on.
   *
   * @param listener the listener
   */
  public static void addListener(PatchListener listener) {
    PatchListeners.add(Objects.requireNonNull(listener));
  }

  /**
   * Removes a listener that was added.
   *
   * @param listener the listener
   * @return whether it was there
   */
  public static boolean removeListener(PatchListener listener) {
    return PatchListeners.remove(Objects.requireNonNull(listener));
  }

  /**
   * Asks whether an area is patched.
   *
   * @param area the area
   * @return whether its blocking calls are cooperative in this JVM
   */
  public static boolean isPatched(PatchArea area) {
    Installation installation = Installation.current();
    return installation != null && installation.isPatched(area);
  }

  /** {@return whether any area is patched in this JVM} */
  public static boolean isAnythingPatched() {
    return Arrays.stream(PatchArea.values()).anyMatch(Monkey::isPatched);
  }

  /** {@return what is patched, or null if Greenloom is not installed in this JVM} */
  public static @Nullable PatchReport report() {
    Installation installation = Installation.current();
    return (installation == null) ? null : installation.report();
  }

  /**
   * Creates a thread that is a platform thread whatever is patched: an OS thread with the JDK's own
   * blocking calls. {@code Monkey::originalThread} is a {@link java.util.concurrent.ThreadFactory}.
   *
   * @param task what it runs
   * @return the thread, not started
   */
  public static Thread originalThread(Runnable task) {
    return new OriginalThread(Objects.requireNonNull(task));
  }

  /**
   * Makes a call with the JDK's own blocking behaviour: on a platform thread, for which a calling
   * greenlet waits cooperatively. To the call that is another thread than the caller: locks that
   * the caller holds are not its own, nor are thread-locals. A caller that is a platform thread
   * makes the call itself. An interrupt of the caller interrupts the call, which decides what
   * becomes of it.
   *
   * @param call what to do
   * @param <T> what it returns
   * @return what it has returned
   * @throws Exception what it has thrown, as it is
   */
  public static <T extends @Nullable Object> T original(Callable<T> call) throws Exception {
    return OriginalCall.make(Objects.requireNonNull(call));
  }
}
