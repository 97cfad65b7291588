package io.greenloom.agent;

import io.greenloom.agent.patch.ClassPatcher;
import io.greenloom.agent.patch.Patch;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final Map<String, List<Patch.Method>> methods = new LinkedHashMap<>();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure;

  JdkTransformer(List<Patch> patches) {
    for (Patch patch : patches) {
      methods
          .computeIfAbsent(patch.type().replace('.', '/'), type -> new ArrayList<>())
          .addAll(patch.methods());
    }
  }

  /** The classes to retransform, loaded but not initialized. */
  List<Class<?>> types() throws ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : methods.keySet()) {
      types.add(Class.forName(name.replace('/', '.'), false, null));
    }
    return types;
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

  void requireComplete() throws UnsupportedJdkException {
    Map<String, List<Patch.Method>> missing = new HashMap<>(methods);
    missing.keySet().removeAll(done);
    if (!missing.isEmpty()) {
      throw new UnsupportedJdkException(
          "cannot patch " + String.join(", ", missing.keySet()) + " (" + failure + ")");
    }
  }
}
