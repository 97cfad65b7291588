package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.BlockingFiles.withFile;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** File channels that move data to other channels, work by themselves, or lose their file. */
public final class FileChannels {
  private static final byte[] DATA = Bytes.random(1_000_003, 1);
  private static final int PIECES = 100;

  private FileChannels() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    inFile("file to pipe", FileChannels::toPipe);
    inFile("pipe to file", FileChannels::fromPipe);
    inFile("file to file", FileChannels::toFile);
    inFile("several buffers", FileChannels::scatter);
    inFile("asynchronous reads, futures", FileChannels::futures);
    inFile("asynchronous writes, handlers", FileChannels::handlers);
    inFile("locks within one JVM", FileChannels::locks);
    waiting("channel closed while it waits", FileChannel::close);
    interrupted("channel interrupted while it waits");
    inFile("channel of an interrupted thread", FileChannels::interruptedBefore);
    step("stream interrupted while it waits", FileChannels::interruptedStream);
    step("stream closed while it waits", FileChannels::closedStream);
    step("channel interrupted while it waits to open", FileChannels::interruptedOpen);
  }

  private static void inFile(String name, BlockingFiles.Use use) {
    step(name, () -> threadOf(() -> withFile(use)).get());
  }

  /** A thread that answers and can be interrupted. */
  private static final class Asked {
    private final FutureTask<String> task;
    private final Thread thread;

    Asked(Steps.Step question) {
      task =
          new FutureTask<>(() ->
              Steps.outcome(question)
                  + (Thread.currentThread().isInterrupted() ? ", interrupted" : ""));
      thread = startDaemon("asked", task::run);
    }

    String get() throws Exception {
      join(thread);
      return task.get();
    }
  }

  private static Asked threadOf(Steps.Step question) {
    return new Asked(question);
  }

  private static String toPipe(Path file) throws Exception {
    Files.write(file, DATA);
    Pipe pipe = Pipe.open();
    long[] moved = new long[1];
    Thread writer =
        startDaemon(
            "writer",
            () -> {
              try (FileChannel channel = FileChannel.open(file);
                  Pipe.SinkChannel sink = pipe.sink()) {
                while (moved[0] < DATA.length) {
                  moved[0] += channel.transferTo(moved[0], DATA.length, sink);
                }
              }
            });
    try (Pipe.SourceChannel source = pipe.source()) {
      String read = Bytes.describe(source);
      join(writer);
      return moved[0] + " " + Bytes.describe(DATA).equals(read);
    }
  }

  private static String fromPipe(Path file) throws Exception {
    Pipe pipe = Pipe.open();
    Thread writer = startDaemon("writer", () -> Channels.newOutputStream(pipe.sink()).write(DATA));
    long moved = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        Pipe.SourceChannel source = pipe.source()) {
      while (moved < DATA.length) {
        moved += channel.transferFrom(source, moved, DATA.length - moved);
      }
      join(writer);
      pipe.sink().close();
      return moved + " " + Bytes.describe(DATA).equals(Bytes.describe(Files.readAllBytes(file)));
    }
  }

  private static String toFile(Path file) throws Throwable {
    Files.write(file, DATA);
    return String.valueOf(
        withFile(target -> {
          try (FileChannel from = FileChannel.open(file);
              FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE);
              InputStream stream = new FileInputStream(file.toFile())) {
            long moved = from.transferTo(0, Long.MAX_VALUE, to);
            moved += to.transferFrom(from.position(1_000), moved, 500);
            moved += stream.transferTo(Channels.newOutputStream(to));
            return moved + " " + Bytes.describe(Files.readAllBytes(target));
          }
        }));
  }

  private static String scatter(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer[] buffers = {
        ByteBuffer.wrap(DATA, 0, 100), ByteBuffer.allocate(0), ByteBuffer.wrap(DATA, 100, 9_000)
      };
      long written = channel.write(buffers);
      channel.position(50);
      ByteBuffer[] read = {ByteBuffer.allocateDirect(7), ByteBuffer.allocate(10_000)};
      return written + " " + channel.read(read) + " " + channel.read(read) + " " + channel.size();
    }
  }

  private static String futures(Path file) throws Exception {
    Files.write(file, DATA);
    int good = 0;
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file)) {
      for (int i = 0; i < PIECES; i++) {
        ByteBuffer piece = ByteBuffer.allocate(5_000);
        int count = channel.read(piece, i * 9_000L).get();
        good += piece.flip().equals(ByteBuffer.wrap(DATA, i * 9_000, count)) ? 1 : 0;
      }
      return good + " " + channel.read(ByteBuffer.allocate(1), DATA.length).get();
    }
  }

  private static String handlers(Path file) throws Exception {
    AtomicInteger written = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(PIECES);
    CompletionHandler<Integer, String> handler =
        new CompletionHandler<>() {
          @Override
          public void completed(Integer count, String attachment) {
            written.addAndGet(count * attachment.length());
            all.countDown();
          }

          @Override
          public void failed(Throwable e, String attachment) {
            System.out.println("failed: " + Steps.describe(e));
            all.countDown();
          }
        };
    byte[] data = Bytes.random(PIECES * 1_000, 2);
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < PIECES; i++) {
        channel.write(ByteBuffer.wrap(data, i * 1_000, 1_000), i * 1_000L, "x", handler);
      }
      Steps.await(all);
    }
    return written + " " + Bytes.describe(data).equals(Bytes.describe(Files.readAllBytes(file)));
  }

  private static String locks(Path file) throws IOException {
    try (FileChannel one = FileChannel.open(file, StandardOpenOption.WRITE);
        FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock low = one.lock(0, 10, false);
      FileLock high = other.tryLock(10, 10, false);
      String overlapping = Steps.outcome(() -> other.lock(5, 10, false));
      low.release();
      return high.isValid() + " " + overlapping + " " + other.lock(0, 5, false).isValid();
    }
  }

  /** Something done to a channel while another thread reads from it. */
  @FunctionalInterface
  private interface Deed {
    void happens(FileChannel channel) throws IOException;
  }

  private static void waiting(String name, Deed deed) {
    step(
        name,
        () -> {
          try (Fifo fifo = new Fifo();
              FileChannel channel = openForBoth(fifo)) {
            Asked reader = threadOf(() -> channel.read(ByteBuffer.allocate(1)));
            Steps.settle();
            deed.happens(channel);
            return reader.get() + " " + channel.isOpen();
          }
        });
  }

  private static void interrupted(String name) {
    step(
        name,
        () -> {
          try (Fifo fifo = new Fifo();
              FileChannel channel = openForBoth(fifo)) {
            Asked reader = threadOf(() -> channel.read(ByteBuffer.allocate(1)));
            Steps.settle();
            reader.thread.interrupt();
            return reader.get() + " " + channel.isOpen();
          }
        });
  }

  private static FileChannel openForBoth(Fifo fifo) throws IOException {
    return FileChannel.open(fifo.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static String interruptedBefore(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Thread.currentThread().interrupt();
      String read = Steps.outcome(() -> channel.read(ByteBuffer.allocate(1)));
      return read + " " + channel.isOpen() + " " + Files.readString(file).length();
    }
  }

  /** Streams know no interrupts. */
  private static String interruptedStream() throws Exception {
    try (Fifo fifo = new Fifo()) {
      Process peer = fifo.peer("exec 3> \"$0\"; read go; printf late >&3");
      Asked reader =
          threadOf(() -> {
            try (InputStream in = new FileInputStream(fifo.file())) {
              return Shell.text(in);
            }
          });
      Steps.settle();
      reader.thread.interrupt();
      Steps.settle();
      peer.getOutputStream().close();
      return reader.get() + " " + peer.waitFor();
    }
  }

  /** Who reads already gets what comes, who reads then does not. */
  private static String closedStream() throws Exception {
    try (Fifo fifo = new Fifo()) {
      Process peer = fifo.peer("exec 3> \"$0\"; read go; printf l >&3; exec sleep 60");
      InputStream in = new FileInputStream(fifo.file());
      Asked reader = threadOf(in::read);
      Steps.settle();
      in.close();
      String then = Steps.outcome(in::read);
      Steps.settle();
      peer.getOutputStream().close();
      String ignored = reader.get(); // differs: a green thread's read ends when it is closed
      peer.destroy();
      return then;
    }
  }

  /** Interrupting does not help against an open that has no peer. */
  private static String interruptedOpen() throws Exception {
    try (Fifo fifo = new Fifo()) {
      Asked opener =
          threadOf(() -> {
            try (FileChannel channel = FileChannel.open(fifo.path())) {
              return Steps.outcome(() -> channel.read(ByteBuffer.allocate(1)));
            }
          });
      Steps.settle();
      opener.thread.interrupt();
      Steps.settle();
      Process peer = fifo.peer("printf x > \"$0\"");
      String outcome = opener.get();
      int ignored = peer.waitFor(); // 0, or killed as nobody reads any more
      return outcome;
    }
  }
}
