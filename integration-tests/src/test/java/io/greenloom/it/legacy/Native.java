package io.greenloom.it.legacy;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Functions of the C library, which know nothing of Java's threads. */
@SuppressWarnings("restricted")
final class Native {
  static final MemoryLayout INT = ValueLayout.JAVA_INT;
  static final MemoryLayout LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final AddressLayout INT_POINTER =
      ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT);
  private static final FunctionDescriptor COMPARATOR =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, INT_POINTER, INT_POINTER);
  private static final MethodHandle SLEEP = function("sleep", INT, INT);
  private static final MethodHandle QSORT = function("qsort", null, POINTER, LONG, LONG, POINTER);

  private Native() {}

  /** A function of the C library; null is for void. */
  static MethodHandle function(String name, @Nullable MemoryLayout result, MemoryLayout... args) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor descriptor =
        result == null ? FunctionDescriptor.ofVoid(args) : FunctionDescriptor.of(result, args);
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  /** Blocks the OS thread. */
  static void sleep(long seconds) {
    int left = (int) seconds;
    try {
      while (left > 0) {
        left = (int) SLEEP.invokeExact(left); // a signal has come
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** What happens each time that two numbers are compared. */
  @FunctionalInterface
  interface Comparison {
    void happens() throws Exception;

    /** Called by C. */
    default int compare(MemorySegment a, MemorySegment b) {
      try {
        happens();
      } catch (Exception e) {
        System.out.println(Thread.currentThread().getName() + " failed: " + Steps.describe(e));
      }
      return Integer.compare(a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /** Sorts in C, which calls back into Java. */
  static int[] sorted(Comparison comparison, int... numbers) throws Throwable {
    MethodType type = MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
    MethodHandle compare =
        MethodHandles.lookup().findVirtual(Comparison.class, "compare", type).bindTo(comparison);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment array = arena.allocateFrom(ValueLayout.JAVA_INT, numbers);
      MemorySegment callback = Linker.nativeLinker().upcallStub(compare, COMPARATOR, arena);
      QSORT.invokeExact(array, (long) numbers.length, (long) Integer.BYTES, callback);
      return array.toArray(ValueLayout.JAVA_INT);
    }
  }
}
