package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Native.INT;
import static io.greenloom.it.legacy.Native.LONG;
import static io.greenloom.it.legacy.Native.POINTER;
import static io.greenloom.it.legacy.Native.function;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Memory whose first use lasts as long as a page from a slow disk takes. Where the system does not
 * let a process handle its own page faults, it is memory like any other.
 */
@SuppressWarnings("restricted")
final class PageFaults {
  private static final long PAGE = 65_536; // a multiple of what any system has
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

  /** {@code userfaultfd(2)} and its requests. */
  private static final long CALL_X86 = 323;

  private static final long CALL_ARM = 282;
  private static final int O_CLOEXEC = 0x80000;
  private static final long API = 0xaa;
  private static final long API_REQUEST = 0xc018_aa3fL;
  private static final long REGISTER = 0xc020_aa00L;
  private static final long MODE_MISSING = 1;
  private static final long ZERO_PAGE = 0xc020_aa04L;

  private final MethodHandle ioctl = function("ioctl", INT, INT, LONG, POINTER);
  private final MemorySegment memory;
  private final int descriptor;

  private PageFaults() throws Throwable {
    MethodHandle map = function("mmap", POINTER, POINTER, LONG, INT, INT, INT, LONG);
    memory =
        ((MemorySegment)
                map.invokeExact(
                    MemorySegment.NULL, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L))
            .reinterpret(PAGE);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    long number = machine.equals("aarch64") ? CALL_ARM : CALL_X86;
    descriptor = (int) (long) function("syscall", LONG, LONG, INT).invokeExact(number, O_CLOEXEC);
  }

  /** A buffer that nobody can read from for a while, in memory that is never given back. */
  static ByteBuffer slowBuffer() throws Throwable {
    PageFaults faults = new PageFaults();
    if (faults.descriptor < 0) {
      System.err.println("no page faults of our own here");
      Thread.sleep(Blockers.LENGTH);
    } else {
      faults.request(API_REQUEST, API, 0, 0);
      faults.request(REGISTER, faults.memory.address(), PAGE, MODE_MISSING);
      startDaemon(
          "slow disk",
          () -> {
            Thread.sleep(Blockers.LENGTH);
            faults.request(ZERO_PAGE, faults.memory.address(), PAGE, 0);
          });
    }
    return faults.memory.asByteBuffer();
  }

  private void request(long request, long... words) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(ValueLayout.JAVA_LONG, words.length + 1L);
      MemorySegment.copy(words, 0, argument, ValueLayout.JAVA_LONG, 0, words.length);
      int result;
      try {
        result = (int) ioctl.invokeExact(descriptor, request, argument);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      if (result < 0) {
        throw new IOException("request " + Long.toHexString(request) + " failed");
      }
    }
  }
}
