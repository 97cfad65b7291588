package io.greenloom.agent;

import io.greenloom.agent.patch.ClassPatcher;
import io.greenloom.agent.patch.Patch;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the patches into the JDK's classes. It stays registered, so that the patches survive when
 * another agent retransforms the same class.
 */
final class JdkTransformer implements ClassFileTransformer {
  private volatile Map<String, List<Patch.Method>> methods = Map.of();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure;

  JdkTransformer() {}

  /** These patches are all that a class gets when it is transformed from now on. */
  void use(List<Patch> patches) {
    Map<String, List<Patch.Method>> all = new LinkedHashMap<>();
    for (Patch patch : patches) {
      all.computeIfAbsent(internalName(patch), type -> new ArrayList<>()).addAll(patch.methods());
    }
    methods = all;
    done.clear();
    failure = null;
  }

  private static String internalName(Patch patch) {
    return patch.type().replace('.', '/');
  }

  /** The classes to retransform for some patches, loaded but not initialized. */
  static Class<?>[] types(List<Patch> patches) throws ClassNotFoundException {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (Patch patch : patches) {
      types.add(Class.forName(patch.type(), false, null));
    }
    return types.toArray(Class<?>[]::new);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    List<Patch.Method> targets = (loader == null) ? methods.get(className) : null;
    if (targets == null) {
      return null;
    }
    try {
      byte[] patched = ClassPatcher.patch(classFile, targets);
      done.add(className);
      return patched;
    } catch (Throwable e) {
      failure = e;
      return null;
    }
  }

  /** The classes of these patches have been transformed since {@link #use}. */
  void requireDone(List<Patch> patches) throws UnsupportedJdkException {
    Set<String> missing = new LinkedHashSet<>();
    patches.forEach(patch -> missing.add(internalName(patch)));
    missing.removeAll(done);
    if (!missing.isEmpty()) {
      throw new UnsupportedJdkException(
          "cannot patch " + String.join(", ", missing) + " (" + failure + ")");
    }
  }
}
