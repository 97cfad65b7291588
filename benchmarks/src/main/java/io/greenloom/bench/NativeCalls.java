package io.greenloom.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Functions of the C library. */
@SuppressWarnings("restricted")
final class NativeCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle QSORT =
      function("qsort", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
  private static final FunctionDescriptor COMPARISON =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle COMPARE = comparison();

  /** What qsort calls. */
  @FunctionalInterface
  interface Comparison {
    int compare(MemorySegment a, MemorySegment b);
  }

  private NativeCalls() {}

  /** Waits in native code, without a Java frame on top that could yield. */
  static void sleep(int millis) throws IOException {
    int result;
    try {
      result = (int) POLL.invokeExact(MemorySegment.NULL, 0L, millis);
    } catch (Throwable e) {
      throw new IOException(e);
    }
    if (result != 0) {
      throw new IOException("poll has returned " + result);
    }
  }

  /** Runs a task above a native frame, which pins a virtual thread to its carrier. */
  static void callBack(Runnable task) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Comparison comparison =
          (a, b) -> {
            task.run();
            return 0;
          };
      // It takes one comparison to sort two.
      MemorySegment compare = LINKER.upcallStub(COMPARE.bindTo(comparison), COMPARISON, arena);
      QSORT.invokeExact(arena.allocate(2), 2L, 1L, compare);
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  private static MethodHandle comparison() {
    try {
      return MethodHandles.lookup()
          .findVirtual(Comparison.class, "compare", COMPARISON.toMethodType());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Comparison", e);
    }
  }
}
