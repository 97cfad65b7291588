package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What goes through FIFOs and pipes, in pieces, and what happens when a peer dies. */
public final class FifosAndPipes {
  private static final byte[] DATA = Bytes.random(1_000_003, 1);
  private static final int MANY = 30;
  private static final int LINES = 4;

  private FifosAndPipes() {}

  /** Something to do with a FIFO. */
  @FunctionalInterface
  private interface Use {
    Object use(Fifo fifo) throws Exception;
  }

  /** Runs the program. */
  public static void main(String[] args) {
    inFifo("read by a stream", fifo -> receive(fifo, FifosAndPipes::readStream));
    inFifo("read by a channel", fifo -> receive(fifo, FifosAndPipes::readChannel));
    inFifo("read by Files", fifo -> receive(fifo, FifosAndPipes::readFiles));
    inFifo("read at random", fifo -> receive(fifo, FifosAndPipes::readRandomly));
    inFifo("write by a stream", fifo -> send(fifo, FifosAndPipes::writeStream));
    inFifo("write by a channel", fifo -> send(fifo, FifosAndPipes::writeChannel));
    inFifo("write by Files", fifo -> send(fifo, FifosAndPipes::writeFiles));
    inFifo("write at random", fifo -> send(fifo, FifosAndPipes::writeRandomly));
    inFifo("both ends", FifosAndPipes::bothEnds);
    inFifo("writer that dies", FifosAndPipes::writerDies);
    inFifo("reader that dies", FifosAndPipes::readerDies);
    inFifo("reader that dies while a channel writes", FifosAndPipes::readerOfChannelDies);
    inFifo("available and skip", FifosAndPipes::skip);
    inFifo("read of nothing", FifosAndPipes::readNothing);
    inFifo("opened for both", FifosAndPipes::openForBoth);
    step("pipe", () -> inside(FifosAndPipes::pipe));
    step("pipe whose reader goes", () -> inside(FifosAndPipes::pipeWithoutReader));
    step("talk through many FIFOs", () -> inside(FifosAndPipes::many));
  }

  private static void inFifo(String name, Use use) {
    step(
        name,
        () ->
            inside(() -> {
              try (Fifo fifo = new Fifo()) {
                return use.use(fifo);
              }
            }));
  }

  /** Has another process write what is to be read. */
  private static String receive(Fifo fifo, Use use) throws Exception {
    Path source = Files.write(Files.createTempFile("source", ".bin"), DATA);
    try {
      Process peer = Shell.start("cat \"$1\" > \"$0\"", fifo.path().toString(), source.toString());
      return Bytes.describe(DATA).equals(use.use(fifo)) + ", peer " + peer.waitFor();
    } finally {
      Files.delete(source);
    }
  }

  private static String readStream(Fifo fifo) throws IOException {
    try (InputStream in = new FileInputStream(fifo.file())) {
      return Bytes.describe(in);
    }
  }

  private static String readChannel(Fifo fifo) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo.path())) {
      return Bytes.describe(channel);
    }
  }

  private static String readFiles(Fifo fifo) throws IOException {
    return Bytes.describe(Files.readAllBytes(fifo.path()));
  }

  private static String readRandomly(Fifo fifo) throws IOException {
    try (RandomAccessFile random = new RandomAccessFile(fifo.file(), "r")) {
      byte[] data = new byte[DATA.length];
      random.readFully(data);
      return random.read() < 0 ? Bytes.describe(data) : "too much";
    }
  }

  /** Has another process read what is written. */
  private static String send(Fifo fifo, Use use) throws Exception {
    Path target = Files.createTempFile("target", ".bin");
    try {
      Process peer = Shell.start("cat \"$0\" > \"$1\"", fifo.path().toString(), target.toString());
      Object sent = use.use(fifo);
      int exitCode = peer.waitFor();
      String received = Bytes.describe(Files.readAllBytes(target));
      return sent + " " + Bytes.describe(DATA).equals(received) + ", peer " + exitCode;
    } finally {
      Files.delete(target);
    }
  }

  private static int writeStream(Fifo fifo) throws IOException {
    Random sizes = new Random(2);
    int done = 0;
    try (OutputStream out = new FileOutputStream(fifo.file())) {
      while (done < DATA.length) {
        int count = Math.min(1 + sizes.nextInt(100_000), DATA.length - done);
        out.write(DATA, done, count);
        done += count;
      }
    }
    return done;
  }

  /** A channel that blocks writes all in one call. */
  private static int writeChannel(Fifo fifo) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo.path(), StandardOpenOption.WRITE)) {
      return channel.write(ByteBuffer.wrap(DATA));
    }
  }

  private static String writeFiles(Fifo fifo) throws IOException {
    Files.write(fifo.path(), DATA, StandardOpenOption.WRITE);
    return "written";
  }

  private static String writeRandomly(Fifo fifo) throws IOException {
    try (RandomAccessFile random = new RandomAccessFile(fifo.file(), "rw")) {
      random.write(DATA);
    }
    return "written";
  }

  private static String bothEnds(Fifo fifo) throws Exception {
    Thread writer = startDaemon("writer", () -> writeStream(fifo));
    String read = readStream(fifo);
    join(writer);
    return String.valueOf(Bytes.describe(DATA).equals(read));
  }

  private static String writerDies(Fifo fifo) throws Exception {
    Process peer = fifo.peer("exec 3> \"$0\"; printf part >&3; exec sleep 60");
    try (InputStream in = new FileInputStream(fifo.file())) {
      String first = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      Thread killer =
          startDaemon(
              "killer",
              () -> {
                Steps.settle();
                peer.destroyForcibly();
              });
      int end = in.read();
      join(killer);
      return first + " " + end + " " + in.read() + " " + peer.waitFor();
    }
  }

  private static String readerDies(Fifo fifo) throws Exception {
    Process peer = fifo.peer("exec 3< \"$0\"; exec sleep 60");
    try (OutputStream out = new FileOutputStream(fifo.file())) {
      killSoon(peer);
      String first = Steps.outcome(() -> write(out, DATA));
      String second = Steps.outcome(() -> write(out, new byte[1]));
      return first + " " + second + " " + peer.waitFor();
    }
  }

  private static String readerOfChannelDies(Fifo fifo) throws Exception {
    Process peer = fifo.peer("exec 3< \"$0\"; exec sleep 60");
    try (FileChannel out = FileChannel.open(fifo.path(), StandardOpenOption.WRITE)) {
      killSoon(peer);
      ByteBuffer buffer = ByteBuffer.allocate(65_536);
      String outcome =
          Steps.outcome(() -> {
            while (true) {
              out.write(buffer.clear());
            }
          });
      return outcome + " " + peer.waitFor();
    }
  }

  private static void killSoon(Process process) {
    startDaemon(
        "killer",
        () -> {
          Steps.settle();
          process.destroyForcibly();
        });
  }

  private static String write(OutputStream out, byte[] data) throws IOException {
    out.write(data);
    return "written";
  }

  private static String skip(Fifo fifo) throws Exception {
    Process peer = fifo.peer("exec 3> \"$0\"; printf 0123456789 >&3; exec sleep 60");
    try (InputStream in = new FileInputStream(fifo.file())) {
      int first = in.read();
      int left = in.available();
      String skipped = Steps.outcome(() -> in.skip(5));
      byte[] all = new byte[100];
      int rest = in.read(all);
      int none = in.available();
      peer.destroy();
      return String.join(" ", first + " " + left, skipped, rest + " " + none + " " + in.skip(5));
    }
  }

  private static String readNothing(Fifo fifo) throws Exception {
    Process peer = fifo.peer("exec 3> \"$0\"; exec sleep 60");
    try (InputStream in = new FileInputStream(fifo.file());
        FileChannel channel = FileChannel.open(fifo.path())) {
      int none = in.read(new byte[0]) + channel.read(ByteBuffer.allocate(0));
      peer.destroy();
      return none + " " + in.read() + " " + Steps.outcome(channel::position);
    }
  }

  /** Such a FIFO never ends, and what is written can be read by the same descriptor. */
  private static String openForBoth(Fifo fifo) throws Exception {
    try (RandomAccessFile random = new RandomAccessFile(fifo.file(), "rw")) {
      Thread writer =
          startDaemon(
              "writer",
              () -> {
                Steps.settle();
                random.writeUTF("both");
              });
      String read = random.readUTF();
      join(writer);
      return read + " " + Steps.outcome(random::getFilePointer);
    }
  }

  private static String pipe() throws Exception {
    Pipe pipe = Pipe.open();
    Thread writer =
        startDaemon(
            "writer",
            () -> {
              try (Pipe.SinkChannel sink = pipe.sink()) {
                ByteBuffer buffer = ByteBuffer.wrap(DATA);
                while (buffer.hasRemaining()) {
                  sink.write(buffer);
                }
              }
            });
    try (Pipe.SourceChannel source = pipe.source()) {
      String read = Bytes.describe(source);
      join(writer);
      return String.valueOf(Bytes.describe(DATA).equals(read));
    }
  }

  private static String pipeWithoutReader() throws Exception {
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel sink = pipe.sink()) {
      Thread closer =
          startDaemon(
              "closer",
              () -> {
                Steps.settle();
                pipe.source().close();
              });
      String outcome =
          Steps.outcome(() -> {
            while (true) {
              sink.write(ByteBuffer.wrap(DATA));
            }
          });
      join(closer);
      return outcome;
    }
  }

  /** A shell at each FIFO sends lines, a thread for each reads them. */
  private static String many() throws Exception {
    AtomicInteger lines = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
      startDaemon(
          "reader",
          () -> {
            try (Fifo fifo = new Fifo()) {
              String loop = "for i in $(seq " + LINES + "); do echo $i; sleep 0.01; done";
              Process peer = fifo.peer("{ " + loop + "; } > \"$0\"");
              try (InputStream in = new FileInputStream(fifo.file())) {
                lines.addAndGet((int) Shell.text(in).lines().count());
              }
              peer.waitFor();
            } finally {
              ended.countDown();
            }
          });
    }
    Steps.await(ended);
    return lines + " lines";
  }
}
