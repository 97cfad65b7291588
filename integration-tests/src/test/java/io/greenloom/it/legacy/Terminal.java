package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Native.INT;
import static io.greenloom.it.legacy.Native.LONG;
import static io.greenloom.it.legacy.Native.POINTER;
import static io.greenloom.it.legacy.Native.function;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A pseudo-terminal, on whose keyboard the program itself types. */
final class Terminal implements AutoCloseable {
  private static final int READ_AND_WRITE_NOT_CONTROLLING = 0x102;
  private static final long LONGEST_NAME = 100;

  private final MethodHandle write = function("write", LONG, INT, POINTER, LONG);
  private final MethodHandle close = function("close", INT, INT);
  private final int keyboard;
  private final File device;

  Terminal() throws Throwable {
    keyboard = (int) function("posix_openpt", INT, INT).invokeExact(READ_AND_WRITE_NOT_CONTROLLING);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(LONGEST_NAME);
      check((int) function("grantpt", INT, INT).invokeExact(keyboard));
      check((int) function("unlockpt", INT, INT).invokeExact(keyboard));
      check(
          (int)
              function("ptsname_r", INT, INT, POINTER, LONG)
                  .invokeExact(keyboard, name, LONGEST_NAME));
      device = new File(name.getString(0));
    }
  }

  private static void check(int result) throws IOException {
    if (result != 0) {
      throw new IOException("no terminal: " + result);
    }
  }

  /** Where a program in the terminal reads from. */
  File device() {
    return device;
  }

  void type(String keys) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(keys);
      long length = text.byteSize() - 1;
      check((int) (length - (long) write.invokeExact(keyboard, text, length)));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      check((int) close.invokeExact(keyboard));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
