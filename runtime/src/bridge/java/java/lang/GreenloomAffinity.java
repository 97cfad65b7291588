package java.lang;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import jdk.internal.misc.Unsafe;

/**
 * Linux's calls for which processors a thread may use. Initializing this class links them, which
 * takes some tens of milliseconds: never on a hub's carrier.
 */
final class GreenloomAffinity {
  /** Room for more processors than any system has, or the call fails. */
  private static final int MASK_BYTES = 2048;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final MethodHandle GET_CPU = link("sched_getcpu", FunctionDescriptor.of(INT));
  private static final FunctionDescriptor OF_MASK =
      FunctionDescriptor.of(INT, INT, ADDRESS, ADDRESS);
  private static final MethodHandle GET = link("sched_getaffinity", OF_MASK);
  private static final MethodHandle SET = link("sched_setaffinity", OF_MASK);

  private GreenloomAffinity() {}

  @SuppressWarnings("restricted") // java.base may
  private static MethodHandle link(String function, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
  }

  /** {@return the number of the processor that runs the current thread, -1 if unknown} */
  static int cpu() throws Throwable {
    return (int) GET_CPU.invokeExact();
  }

  /**
   * Lets the current thread use whatever another one may, but for one processor.
   *
   * @param tid of the other thread, as the system knows it
   * @param cpu the processor
   * @return how many are left, 0 if there is no other; -1 if the system does not do it
   */
  static int leave(int tid, int cpu) throws Throwable {
    long mask = U.allocateMemory(MASK_BYTES);
    try {
      U.setMemory(mask, MASK_BYTES, (byte) 0);
      if (cpu >>> 3 >= MASK_BYTES || (int) GET.invokeExact(tid, (long) MASK_BYTES, mask) < 0) {
        return -1;
      }
      long octet = mask + (cpu >>> 3);
      U.putByte(octet, (byte) (U.getByte(octet) & ~(1 << (cpu & 7))));
      int left = 0;
      for (int i = 0; i < MASK_BYTES; i += Long.BYTES) {
        left += Long.bitCount(U.getLong(mask + i));
      }
      return left == 0 || (int) SET.invokeExact(0, (long) MASK_BYTES, mask) == 0 ? left : -1;
    } finally {
      U.freeMemory(mask);
    }
  }

  /**
   * Lets the current thread use whatever another one may.
   *
   * @param tid of the other thread, as the system knows it
   * @return 0, or -1 if the system does not do it
   */
  static int comeBack(int tid) throws Throwable {
    long mask = U.allocateMemory(MASK_BYTES);
    try {
      U.setMemory(mask, MASK_BYTES, (byte) 0);
      return (int) GET.invokeExact(tid, (long) MASK_BYTES, mask) < 0
          ? -1
          : (int) SET.invokeExact(0, (long) MASK_BYTES, mask);
    } finally {
      U.freeMemory(mask);
    }
  }
}
