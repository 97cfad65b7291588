package io.greenloom.internal.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** VarHandles on fields of Greenloom's own classes. */
public final class Fields {
  private Fields() {}

  /**
   * The VarHandle of an instance field.
   *
   * @param lookup of the class that declares it
   * @param name of the field
   * @param type of the field
   * @return the handle
   */
  public static VarHandle handle(MethodHandles.Lookup lookup, String name, Class<?> type) {
    try {
      return lookup.findVarHandle(lookup.lookupClass(), name, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no field " + name, e);
    }
  }
}
