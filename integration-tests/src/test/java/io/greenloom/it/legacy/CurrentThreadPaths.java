package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** All the ways to call {@code Thread.currentThread()} come to the same object. */
@SuppressWarnings("ReferenceEquality")
public final class CurrentThreadPaths {
  private static final MethodType TYPE = MethodType.methodType(Thread.class);
  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");

  private CurrentThreadPaths() {}

  /** Asks by a direct call; defined again in other ways. */
  public static final class Direct implements Supplier<Thread> {
    /** Called by reflection. */
    public Direct() {}

    @Override
    public Thread get() {
      return Thread.currentThread();
    }
  }

  /** Asks by a lambda and a method reference. */
  public static final class Indirect implements Supplier<Thread> {
    /** Called by reflection. */
    public Indirect() {}

    @Override
    public Thread get() {
      Supplier<Thread> reference = Thread::currentThread;
      Supplier<Thread> lambda = () -> Thread.currentThread();
      return reference.get() == lambda.get() ? lambda.get() : new Thread("not the same");
    }
  }

  /** Defines classes that its parent has, too. */
  private static final class OwnLoader extends ClassLoader {
    OwnLoader() {
      super(CurrentThreadPaths.class.getClassLoader());
    }

    Supplier<?> define(byte[] bytes) throws ReflectiveOperationException {
      Class<?> type = defineClass(null, bytes, 0, bytes.length);
      return (Supplier<?>) type.getConstructor().newInstance();
    }
  }

  /** Runs the program. */
  public static void main(String[] args) {
    same("direct", () -> new Direct().get());
    same("indirect", () -> new Indirect().get());
    same("reflection", () -> method().invoke(null));
    same("reflection, often", CurrentThreadPaths::oftenReflected);
    same("findStatic", () -> call(MethodHandles.lookup().findStatic(Thread.class, name(), TYPE)));
    same(
        "findStatic, public",
        () -> call(MethodHandles.publicLookup().findStatic(Thread.class, name(), TYPE)));
    same("unreflect", () -> call(MethodHandles.lookup().unreflect(method())));
    same(
        "bound to an interface",
        () ->
            MethodHandleProxies.asInterfaceInstance(
                    Supplier.class,
                    MethodHandles.lookup()
                        .findStatic(Thread.class, name(), TYPE)
                        .asType(MethodType.methodType(Object.class)))
                .get());
    same("proxy", CurrentThreadPaths::proxied);
    same("hidden class", () -> hidden(Direct.class));
    same("hidden class, indirect", () -> hidden(Indirect.class));
    same("hidden class with data", CurrentThreadPaths::hiddenWithData);
    same("own loader", () -> new OwnLoader().define(bytes(Direct.class)).get());
    same("own loader, indirect", () -> new OwnLoader().define(bytes(Indirect.class)).get());
    same("made at run time", () -> new OwnLoader().define(made()).get());
    same(
        "defined by a lookup",
        () ->
            ((Supplier<?>)
                    MethodHandles.lookup().defineClass(made()).getConstructor().newInstance())
                .get());
    step(
        "other methods by reflection",
        () ->
            Thread.class.getMethod("activeCount").invoke(null) instanceof Integer
                && MethodHandles.lookup()
                    .findStatic(Thread.class, "interrupted", MethodType.methodType(boolean.class))
                    .invoke()
                    .equals(false));
    step(
        "wrong type",
        () ->
            MethodHandles.lookup()
                .findStatic(Thread.class, name(), MethodType.methodType(Object.class)));
  }

  private static void same(String name, Callable<?> path) {
    step(name, () -> Steps.inside(() -> path.call() == Thread.currentThread()));
  }

  private static String name() {
    return "currentThread";
  }

  private static Method method() throws NoSuchMethodException {
    return Thread.class.getMethod(name());
  }

  private static Object call(MethodHandle handle) throws Exception {
    try {
      return (Thread) handle.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object oftenReflected() throws ReflectiveOperationException {
    Method method = method();
    Object result = null;
    for (int i = 0; i < 1_000; i++) {
      result = method.invoke(null);
    }
    return result;
  }

  private static Object proxied() {
    Supplier<?> proxy =
        (Supplier<?>)
            Proxy.newProxyInstance(
                CurrentThreadPaths.class.getClassLoader(),
                new Class<?>[] {Supplier.class},
                (self, called, arguments) -> Thread.currentThread());
    return proxy.get();
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  private static Object hidden(Class<?> type) throws Exception {
    Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes(type), true).lookupClass();
    return ((Supplier<?>) hidden.getConstructor().newInstance()).get();
  }

  private static Object hiddenWithData() throws Exception {
    Class<?> hidden =
        MethodHandles.lookup()
            .defineHiddenClassWithClassData(bytes(Direct.class), "data", true)
            .lookupClass();
    return ((Supplier<?>) hidden.getConstructor().newInstance()).get();
  }

  /** A class that no compiler has seen. */
  private static byte[] made() {
    ClassDesc self = ClassDesc.of("io.greenloom.it.legacy.Made");
    return ClassFile.of()
        .build(
            self,
            builder ->
                builder
                    .withFlags(ClassFile.ACC_PUBLIC)
                    .withInterfaceSymbols(ClassDesc.of("java.util.function.Supplier"))
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "get",
                        MethodTypeDesc.of(ConstantDescs.CD_Object),
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.invokestatic(THREAD, name(), MethodTypeDesc.of(THREAD))
                                .areturn()));
  }
}
