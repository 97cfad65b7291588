package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.Blockers.SECONDS;
import static io.greenloom.it.legacy.Steps.startDaemon;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Reads and writes of FIFOs, pipes, terminals and standard input, whose peer takes its time. */
final class BlockingStreams {
  private static final String SAYS_LATE = "exec 3> \"$0\"; sleep " + SECONDS + "; echo late >&3";
  private static final String OPENS_LATE = "sleep " + SECONDS + "; echo opened > \"$0\"";
  private static final String READS_LATE = "exec 3< \"$0\"; sleep " + SECONDS + "; wc -c <&3";
  private static final int MORE_THAN_FITS = 1_000_000;

  private BlockingStreams() {}

  /** Something to do with a FIFO. */
  @FunctionalInterface
  private interface Use {
    Object use(Fifo fifo) throws Exception;
  }

  static void addTo(Blockers blockers) {
    add(blockers, "FIFO read", SAYS_LATE, BlockingStreams::read);
    add(blockers, "FIFO read by a channel", SAYS_LATE, BlockingStreams::readChannel);
    add(blockers, "FIFO read by Files", SAYS_LATE, fifo -> Files.readString(fifo.path()).strip());
    add(blockers, "FIFO read at random", SAYS_LATE, BlockingStreams::readRandomly);
    add(blockers, "FIFO open for reading", OPENS_LATE, BlockingStreams::read);
    add(blockers, "FIFO open by a channel", OPENS_LATE, BlockingStreams::readChannel);
    blockers.add("FIFO open for writing", BlockingStreams::openForWriting);
    blockers.add("FIFO write", () -> write(BlockingStreams::write));
    blockers.add("FIFO write by a channel", () -> write(BlockingStreams::writeChannel));
    blockers.add("pipe read", BlockingStreams::readPipe);
    blockers.add("pipe write", BlockingStreams::writePipe);
    blockers.add("socket channel write", BlockingStreams::writeSocket);
    blockers.add("terminal read", BlockingStreams::readTerminal);
    blockers.add("standard input", BlockingStreams::readStandardInput);
  }

  private static void add(Blockers blockers, String name, String peer, Use use) {
    blockers.add(
        name,
        () -> {
          try (Fifo fifo = new Fifo()) {
            Process process = fifo.peer(peer);
            return use.use(fifo) + ", peer " + process.waitFor();
          }
        });
  }

  private static String read(Fifo fifo) throws IOException {
    try (InputStream in = new FileInputStream(fifo.file())) {
      return Shell.text(in);
    }
  }

  private static String readRandomly(Fifo fifo) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(fifo.file(), "r")) {
      return file.readLine();
    }
  }

  private static String readChannel(Fifo fifo) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo.path(), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      int count = channel.read(buffer);
      return count + " " + channel.read(buffer);
    }
  }

  private static String openForWriting() throws Exception {
    try (Fifo fifo = new Fifo()) {
      Process reader = fifo.peer("sleep " + SECONDS + "; cat \"$0\"");
      try (OutputStream out = new FileOutputStream(fifo.file())) {
        out.write("written".getBytes(StandardCharsets.US_ASCII));
      }
      return Shell.text(reader.getInputStream()) + ", peer " + reader.waitFor();
    }
  }

  private static String write(Use use) throws Exception {
    try (Fifo fifo = new Fifo()) {
      Process reader = fifo.peer(READS_LATE);
      Object outcome = use.use(fifo);
      return outcome + ", read " + Shell.text(reader.getInputStream());
    }
  }

  private static String write(Fifo fifo) throws IOException {
    try (OutputStream out = new FileOutputStream(fifo.file())) {
      out.write(new byte[MORE_THAN_FITS]);
    }
    return "written";
  }

  private static int writeChannel(Fifo fifo) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo.path(), StandardOpenOption.WRITE)) {
      return channel.write(ByteBuffer.allocateDirect(MORE_THAN_FITS));
    }
  }

  static int readPipe() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      startDaemon(
          "writer",
          () -> {
            Thread.sleep(Blockers.LENGTH);
            sink.write(ByteBuffer.allocate(10));
          });
      return source.read(ByteBuffer.allocate(100));
    }
  }

  private static int writePipe() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      return writeMoreThanFits(sink, source, MORE_THAN_FITS);
    }
  }

  private static int writeSocket() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(any);
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel peer = server.accept()) {
      return writeMoreThanFits(client, peer, 20 * MORE_THAN_FITS);
    }
  }

  /** A channel that blocks writes all in one call. */
  private static int writeMoreThanFits(
      WritableByteChannel channel, ReadableByteChannel peer, int count) throws IOException {
    startDaemon(
        "reader",
        () -> {
          Thread.sleep(Blockers.LENGTH);
          ByteBuffer buffer = ByteBuffer.allocate(count);
          while (buffer.hasRemaining() && peer.isOpen()) {
            peer.read(buffer);
          }
        });
    return channel.write(ByteBuffer.allocate(count));
  }

  private static String readTerminal() throws Throwable {
    try (Terminal terminal = new Terminal();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new FileInputStream(terminal.device()), StandardCharsets.UTF_8))) {
      startDaemon(
          "typist",
          () -> {
            Thread.sleep(Blockers.LENGTH);
            terminal.type("typed\n");
          });
      return in.readLine();
    }
  }

  /** Whoever started the program waits for its call before he writes. */
  private static String readStandardInput() throws IOException {
    System.out.println("waiting for input");
    int first = System.in.read();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return (char) first + in.readLine() + " " + in.readLine();
  }
}
