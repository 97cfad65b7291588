package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.step;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Reaches into the JDK, which is closed unless the command line opens it. */
public final class Reflecting {
  private Reflecting() {}

  /** Loads a second copy of this class. */
  private static final class OtherLoader extends ClassLoader {
    OtherLoader() {
      super(null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = Reflecting.class.getClassLoader().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    reach("");
    Class<?> copy = new OtherLoader().loadClass(Reflecting.class.getName());
    Method method = copy.getDeclaredMethod("reach", String.class);
    method.setAccessible(true);
    method.invoke(null, "from another loader: ");
  }

  static void reach(String prefix) {
    Module base = Object.class.getModule();
    Module ours = Reflecting.class.getModule();
    for (String name : new String[] {"java.lang", "sun.nio.ch", "java.util", "jdk.internal.misc"}) {
      step(
          prefix + name,
          () ->
              base.isOpen(name)
                  + " "
                  + base.isOpen(name, ours)
                  + " "
                  + base.isExported(name)
                  + " "
                  + base.isExported(name, ours));
    }
    step(
        prefix + "field of Thread",
        () -> {
          Field field = Thread.class.getDeclaredField("eetop");
          field.setAccessible(true);
          return field.getName();
        });
    step(
        prefix + "method of ClassLoader",
        () -> {
          Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
          method.setAccessible(true);
          return method.getName();
        });
    step(
        prefix + "method of Poller",
        () -> {
          Method method =
              Class.forName("sun.nio.ch.Poller")
                  .getDeclaredMethod("pollSelector", int.class, long.class);
          method.setAccessible(true);
          return method.getName();
        });
    step(
        prefix + "private lookup",
        () -> MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup()).lookupClass());
    step(
        prefix + "members of Thread",
        () -> Thread.class.getDeclaredFields().length + Thread.class.getDeclaredMethods().length);
  }
}
