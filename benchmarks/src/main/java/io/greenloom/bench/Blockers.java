package io.greenloom.bench;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** All that {@link Gaps} can have a thread blocked by. */
final class Blockers {
  private static final int DIRTY_MB = 64;

  private Blockers() {}

  /**
   * Prepares one; on the main thread, so that what it takes to load and link is not measured.
   *
   * @param folder where files can be put
   * @param millis how long it is to block
   */
  static Blocker of(String name, Path folder, int millis) throws IOException, InterruptedException {
    return switch (name) {
      case "sleep" -> () -> Thread.sleep(millis);
      case "fifo-read" -> new FifoRead(fifo(folder));
      case "fifo-open" -> new FifoOpen(fifo(folder));
      case "stdin-read" -> new StdinRead();
      case "child-read" ->
          () -> requireZero(sleepingChild(millis).getInputStream().readAllBytes().length);
      case "wait-for" -> () -> requireZero(sleepingChild(millis).waitFor());
      case "resolver", "dns" -> lookup();
      case "file-lock" -> new FileLockWait(folder.resolve("locked"));
      case "fsync" -> new Fsync(folder.resolve("dirty"), millis);
      case "cpu-spin" -> () -> compute(millis);
      case "flag-spin" -> new FlagSpin();
      case "class-init" -> classInit(millis);
      case "class-init-wait" -> new ClassInitWait();
      case "native-call" -> nativeCall(millis);
      case "pinned-park" -> pinnedPark(millis);
      default -> throw new IllegalArgumentException("there is no blocker " + name);
    };
  }

  private static Path fifo(Path folder) throws IOException, InterruptedException {
    Path fifo = folder.resolve("fifo");
    Programs.output("mkfifo", fifo.toString());
    return fifo;
  }

  private static Process sleepingChild(int millis) throws IOException {
    return Programs.start("sleep", Double.toString(millis / 1e3));
  }

  private static void requireZero(int outcome) throws IOException {
    if (outcome != 0) {
      throw new IOException("sleep has failed");
    }
  }

  private static Blocker lookup() throws IOException {
    InetAddress.getByName("localhost");
    return () -> TestNames.lookUp(0);
  }

  private static Blocker classInit(int millis) {
    SlowClass.prepare(millis);
    return SlowClass::initialize;
  }

  private static Blocker nativeCall(int millis) throws IOException {
    NativeCalls.sleep(1);
    return () -> NativeCalls.sleep(millis);
  }

  private static Blocker pinnedPark(int millis) throws IOException {
    NativeCalls.callBack(() -> {});
    return () -> NativeCalls.callBack(() -> sleepUninterrupted(millis));
  }

  private static void sleepUninterrupted(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Never calls anything that could yield. */
  private static void compute(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() - end < 0) {
      // That is all.
    }
  }

  /** Reads what the main thread writes in the end. */
  private static final class FifoRead implements Blocker {
    private final RandomAccessFile writer;
    private final FileInputStream reader;

    FifoRead(Path fifo) throws IOException {
      this.writer = new RandomAccessFile(fifo.toFile(), "rw"); // who opens both ends never waits
      this.reader = new FileInputStream(fifo.toFile());
    }

    @Override
    public void block() throws IOException {
      reader.read();
    }

    @Override
    public void hold(int millis) throws Exception {
      Blocker.super.hold(millis);
      writer.write(1);
    }
  }

  /** Opens what nobody writes to until the main thread does in the end. */
  private record FifoOpen(Path fifo) implements Blocker {
    @Override
    public void block() throws IOException {
      new FileInputStream(fifo.toFile()).close();
    }

    @Override
    public void hold(int millis) throws Exception {
      Blocker.super.hold(millis);
      new RandomAccessFile(fifo.toFile(), "rw").close();
    }
  }

  /** Reads a standard input that is a FIFO, into which the main thread writes in the end. */
  private static final class StdinRead implements Blocker {
    @Override
    public void block() throws IOException {
      System.in.read();
    }

    @Override
    public void hold(int millis) throws Exception {
      Blocker.super.hold(millis);
      try (FileOutputStream out = new FileOutputStream("/proc/self/fd/0")) {
        out.write('\n');
      }
    }
  }

  /** Waits for a lock that another process has. */
  private static final class FileLockWait implements Blocker {
    private final FileChannel channel;
    private final Process holder;

    FileLockWait(Path file) throws IOException {
      this.holder = LockHolder.start(file);
      this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @Override
    public void block() throws IOException {
      channel.lock().close();
    }

    @Override
    public void hold(int millis) throws Exception {
      Blocker.super.hold(millis);
      holder.getOutputStream().close();
    }
  }

  /** Writes a file and has it written to the disk, again and again. */
  private record Fsync(Path file, int millis) implements Blocker {
    @Override
    public void block() throws IOException {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      ByteBuffer megabyte = ByteBuffer.allocateDirect(1 << 20);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        while (System.nanoTime() - end < 0) {
          channel.position(0);
          for (int i = 0; i < DIRTY_MB; i++) {
            megabyte.clear();
            while (megabyte.hasRemaining()) {
              channel.write(megabyte);
            }
          }
          channel.force(true);
        }
      }
    }
  }

  /** Waits for another thread as one does who expects it in no time. */
  private static final class FlagSpin implements Blocker {
    private volatile boolean flag;

    @Override
    public void block() {
      while (!flag) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void hold(int millis) throws Exception {
      Blocker.super.hold(millis);
      flag = true;
    }
  }

  /** Waits for a class that the main thread initializes. */
  private static final class ClassInitWait implements Blocker {
    @Override
    public void block() throws InterruptedException {
      SlowClass.awaitBegin();
      SlowClass.initialize();
    }

    @Override
    public void hold(int millis) {
      SlowClass.prepare(millis);
      SlowClass.initialize();
    }
  }
}
