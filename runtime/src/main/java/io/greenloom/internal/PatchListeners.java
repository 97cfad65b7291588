package io.greenloom.internal;

import io.greenloom.PatchListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who is told of patching: added listeners, then those that the class path names. Any thread. */
public final class PatchListeners {
  private static final String SERVICE = "META-INF/services/io.greenloom.PatchListener";

  private static final List<PatchListener> ADDED = new CopyOnWriteArrayList<>();

  /** Made once, so that each of them sees everything; null before. */
  private static @Nullable List<PatchListener> found;

  private PatchListeners() {}

  /**
   * Adds a listener.
   *
   * @param listener the listener
   */
  public static void add(PatchListener listener) {
    ADDED.add(listener);
  }

  /**
   * Removes a listener that was added.
   *
   * @param listener the listener
   * @return whether it was there
   */
  public static boolean remove(PatchListener listener) {
    return ADDED.remove(listener);
  }

  /** {@return all listeners in their order} */
  public static List<PatchListener> all() {
    List<PatchListener> all = new ArrayList<>(ADDED);
    all.addAll(found());
    return all;
  }

  private static synchronized List<PatchListener> found() {
    List<PatchListener> known = found;
    if (known == null) {
      // most class paths name none, and ServiceLoader would cost every start some milliseconds
      known = ClassLoader.getSystemResource(SERVICE) == null ? List.of() : load();
      found = known;
    }
    return known;
  }

  private static List<PatchListener> load() {
    List<PatchListener> loaded = new ArrayList<>();
    Iterator<PatchListener> services =
        ServiceLoader.load(PatchListener.class, ClassLoader.getSystemClassLoader()).iterator();
    for (boolean more = true; more; ) {
      try {
        more = services.hasNext();
        if (more) {
          loaded.add(services.next());
        }
      } catch (ServiceConfigurationError e) {
        // the iterator goes on behind the entry that it could not use
        String cause = e.getCause() == null ? "" : " (" + e.getCause() + ")";
        System.err.printf("greenloom: left out: %s%s%n", e.getMessage(), cause);
      }
    }
    return List.copyOf(loaded);
  }
}
