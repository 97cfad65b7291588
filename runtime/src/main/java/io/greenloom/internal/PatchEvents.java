package io.greenloom.internal;

import io.greenloom.DoNotPatch;
import io.greenloom.PatchArea;
import io.greenloom.PatchListener;
import io.greenloom.PatchOptions;
import io.greenloom.PatchReport;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells listeners of one round of patching, and hears their vetoes. */
public final class PatchEvents {
  private final List<PatchListener> listeners;

  /**
   * Begins a round.
   *
   * @param listeners who is told, in order
   */
  public PatchEvents(List<PatchListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** {@return whether nobody is told} */
  public boolean isEmpty() {
    return listeners.isEmpty();
  }

  /**
   * Patching begins.
   *
   * @param options what is asked for
   * @return who has forbidden it and why, or null
   */
  public @Nullable String willPatchAll(PatchOptions options) {
    return ask("willPatchAll", listener -> listener.willPatchAll(options));
  }

  /**
   * An area is next.
   *
   * @param area the area
   * @return who has forbidden it and why, or null
   */
  public @Nullable String willPatch(PatchArea area) {
    return ask("willPatch", listener -> listener.willPatch(area));
  }

  /**
   * An area is patched.
   *
   * @param area the area
   */
  public void didPatch(PatchArea area) {
    tell("didPatch", listener -> listener.didPatch(area));
  }

  /**
   * Patching is over.
   *
   * @param report what is patched
   */
  public void didPatchAll(PatchReport report) {
    tell("didPatchAll", listener -> listener.didPatchAll(report));
  }

  private @Nullable String ask(String event, Consumer<PatchListener> call) {
    for (PatchListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (DoNotPatch e) {
        return "vetoed by %s: %s".formatted(listener.getClass().getName(), e.getMessage());
      } catch (Throwable e) {
        complain(listener, event, e);
      }
    }
    return null;
  }

  /** A veto comes too late here, and is an exception like others. */
  private void tell(String event, Consumer<PatchListener> call) {
    for (PatchListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (Throwable e) {
        complain(listener, event, e);
      }
    }
  }

  /** Whatever a listener does wrong, the application is to start as it would without it. */
  private static void complain(PatchListener listener, String event, Throwable e) {
    System.err.printf(
        "greenloom: %s.%s failed and is ignored: %s%n", listener.getClass().getName(), event, e);
  }
}
