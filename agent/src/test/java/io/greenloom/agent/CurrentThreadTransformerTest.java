package io.greenloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CurrentThreadTransformerTest {
  private static final String BRIDGE = "java/lang/GreenloomBridge.currentThread";
  private static final String THREAD = "java/lang/Thread.currentThread";

  static final class DirectCall {
    static Thread call() {
      return Thread.currentThread();
    }
  }

  static final class MethodReference {
    static final Supplier<Thread> SUPPLIER = Thread::currentThread;
  }

  static class InheritedCall extends Thread {
    static Thread call() {
      return currentThread();
    }
  }

  static final class CallThroughSubclass {
    @SuppressWarnings("StaticQualifiedUsingExpression")
    static Thread call() {
      return InheritedCall.currentThread();
    }
  }

  static class Hides extends Thread {
    @SuppressWarnings("HidingStaticMethod")
    public static Thread currentThread() {
      return new Thread();
    }
  }

  static final class CallOfHiding {
    static Thread call() {
      return Hides.currentThread();
    }
  }

  static class Sub1 extends Thread {}

  static class Sub2 extends Thread {}

  static class Sub3 extends Thread {}

  static class Sub4 extends Thread {}

  static class Sub5 extends Thread {}

  @SuppressWarnings("static-access")
  static final class ManyCalls {
    static Thread call(int which) {
      return switch (which) {
        case 1 -> Sub1.currentThread();
        case 2 -> Sub2.currentThread();
        case 3 -> Sub3.currentThread();
        case 4 -> Sub4.currentThread();
        case 5 -> Sub5.currentThread();
        default -> Thread.currentThread();
      };
    }
  }

  static final class NoCall {
    static final String NAME = "currentThread";
  }

  @Test
  void redirectsCallsReferencesAndInheritedCalls() throws IOException {
    for (Class<?> type :
        new Class<?>[] {
          DirectCall.class,
          MethodReference.class,
          InheritedCall.class,
          CallThroughSubclass.class,
          ManyCalls.class
        }) {
      byte[] transformed = transform(type);

      assertThat(transformed).as(type.getName()).isNotNull();
      assertThat(ClassFile.of().verify(transformed)).isEmpty();
      assertThat(methodReferences(transformed)).contains(BRIDGE).doesNotContain(THREAD);
    }
  }

  @Test
  void leavesOtherClassesAsTheyAre() throws IOException {
    assertThat(transform(CallOfHiding.class)).isNull();
    assertThat(transform(NoCall.class)).isNull();
  }

  @Test
  void leavesTheJdkAndGreenloomAlone() throws IOException {
    byte[] file = classFile(DirectCall.class);
    CurrentThreadTransformer transformer = new CurrentThreadTransformer();
    ClassLoader app = ClassLoader.getSystemClassLoader();

    assertThat(transformer.transform(null, "a/B", null, null, file)).isNull();
    assertThat(transformer.transform(ClassLoader.getPlatformClassLoader(), "a/B", null, null, file))
        .isNull();
    assertThat(transformer.transform(app, "io/greenloom/Greenlet", null, null, file)).isNull();
    assertThat(transformer.transform(app, "io/greenloom/internal/X", null, null, file)).isNull();
    assertThat(transformer.transform(app, "io/greenloom/sample/X", null, null, file)).isNotNull();
    assertThat(transformer.transform(app, null, null, null, file)).isNotNull();
  }

  @Test
  void doesNotStumbleOverWhatIsNoClassFile() {
    CurrentThreadTransformer transformer = new CurrentThreadTransformer();
    ClassLoader app = ClassLoader.getSystemClassLoader();

    assertThat(transformer.transform(app, "a/B", null, null, new byte[] {1, 2, 3})).isNull();
    assertThat(transformer.transform(app, "a/B", null, null, new byte[0])).isNull();
  }

  private static byte[] transform(Class<?> type) throws IOException {
    // under a name outside Greenloom's own packages
    return new CurrentThreadTransformer()
        .transform(
            type.getClassLoader(), "app/" + type.getSimpleName(), null, null, classFile(type));
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  private static List<String> methodReferences(byte[] classFile) {
    List<String> references = new ArrayList<>();
    ClassFile.of()
        .parse(classFile)
        .constantPool()
        .forEach(entry -> {
          if (entry instanceof MethodRefEntry method) {
            references.add(method.owner().asInternalName() + "." + method.name());
          }
        });
    return references;
  }
}
