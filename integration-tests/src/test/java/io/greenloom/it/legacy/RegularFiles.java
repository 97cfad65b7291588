package io.greenloom.it.legacy;

import static io.greenloom.it.legacy.BlockingFiles.withFile;
import static io.greenloom.it.legacy.Steps.inside;
import static io.greenloom.it.legacy.Steps.join;
import static io.greenloom.it.legacy.Steps.startDaemon;
import static io.greenloom.it.legacy.Steps.step;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What is written to files is what is read from them, by however many threads. */
@SuppressWarnings("ThreadPriorityCheck")
public final class RegularFiles {
  private static final int FILES = 100;
  private static final int READERS = 500;
  private static final int READS = 20;
  private static final int WRITERS = 20;
  private static final int RECORDS = 50;
  private static final int RECORD = 100;
  private static final long GIGA = 1L << 30;

  private RegularFiles() {}

  /** Runs the program. */
  public static void main(String[] args) {
    step("10,000 reads by 500 threads", RegularFiles::crowd);
    inFile("a large file", RegularFiles::large);
    inFile("a large file's channel", RegularFiles::largeChannel);
    inFile("appending, a stream for each thread", file -> append(file, false));
    inFile("appending, one stream for all", file -> append(file, true));
    inFile("appending by a channel", RegularFiles::appendChannel);
    inFile("reads and writes at random", RegularFiles::random);
    inFile("reads of one channel at positions", RegularFiles::positions);
    inFile("skip and available", RegularFiles::skip);
    inFile("lines", RegularFiles::lines);
    step("folders", () -> inside(RegularFiles::folders));
    inFile("a reader behind a writer", RegularFiles::follow);
  }

  private static void inFile(String name, BlockingFiles.Use use) {
    step(
        name,
        () ->
            inside(() -> {
              try {
                return withFile(use);
              } catch (Throwable e) {
                throw new IllegalStateException(e);
              }
            }));
  }

  private static String crowd() throws Exception {
    Path folder = Files.createTempDirectory("files");
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      files.add(Files.write(folder.resolve("file" + i), content(i)));
    }
    AtomicInteger good = new AtomicInteger();
    Thread[] readers = new Thread[READERS];
    for (int i = 0; i < READERS; i++) {
      int first = i;
      readers[i] =
          startDaemon(
              "reader",
              () -> {
                for (int j = 0; j < READS; j++) {
                  int number = (first + j) % FILES;
                  if (isGood(files.get(number), number, j)) {
                    good.incrementAndGet();
                  }
                }
              });
    }
    join(readers);
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
    return good + " are good";
  }

  private static byte[] content(int number) {
    return Bytes.random(10_000 + 97 * number, number);
  }

  private static boolean isGood(Path file, int number, int kind) throws IOException {
    String read =
        switch (kind % 4) {
          case 0 -> readStream(file);
          case 1 -> readChannel(file);
          case 2 -> readRandomly(file);
          default -> Bytes.describe(Files.readAllBytes(file));
        };
    return read.equals(Bytes.describe(content(number)));
  }

  private static String readStream(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      return Bytes.describe(in);
    }
  }

  private static String readChannel(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Bytes.describe(channel);
    }
  }

  private static String readRandomly(Path file) throws IOException {
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
      byte[] data = new byte[(int) random.length()];
      random.readFully(data);
      return Bytes.describe(data);
    }
  }

  /** Sparse, so that it takes no room. */
  private static String large(Path file) throws IOException {
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
      random.seek(5 * GIGA);
      random.writeUTF("beyond");
      long end = random.getFilePointer();
      random.seek(5 * GIGA - 2);
      int zero = random.readUnsignedShort();
      String text = random.readUTF();
      random.seek(4 * GIGA);
      int skipped = random.skipBytes(Integer.MAX_VALUE);
      String state = end + " " + zero + text + " " + skipped + " " + random.read();
      random.setLength(7 * GIGA + 1);
      return state + " " + random.length() + " " + skipToEnd(file);
    }
  }

  private static String skipToEnd(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      int available = in.available();
      in.skipNBytes(7 * GIGA);
      return available + " " + in.available() + " " + in.read() + " " + in.read();
    }
  }

  private static String largeChannel(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(Bytes.random(1_000, 1)), 6 * GIGA);
      channel.position(6 * GIGA + 500);
      channel.write(ByteBuffer.wrap(Bytes.random(1_000, 2)));
      String positions = channel.position() + " " + channel.size();
      Path copy = Files.createTempFile("copy", ".bin");
      try (FileChannel target = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        long moved = channel.transferTo(6 * GIGA, 10_000, target);
        channel.truncate(5 * GIGA);
        return positions
            + " "
            + moved
            + " "
            + Bytes.describe(Files.readAllBytes(copy))
            + " "
            + channel.position();
      } finally {
        Files.delete(copy);
      }
    }
  }

  /** Each record is one write. */
  @FunctionalInterface
  private interface Writer {
    void write(byte[] record) throws IOException;
  }

  private static String append(Path file, boolean shared) throws Exception {
    try (OutputStream one = new FileOutputStream(file.toFile(), true)) {
      writeRecords(record -> {
        if (shared) {
          one.write(record);
        } else {
          try (OutputStream own = new FileOutputStream(file.toFile(), true)) {
            own.write(record);
          }
        }
      });
    }
    return wholeRecords(file);
  }

  private static String appendChannel(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      writeRecords(record -> channel.write(ByteBuffer.wrap(record)));
    }
    return wholeRecords(file);
  }

  private static void writeRecords(Writer writer) throws InterruptedException {
    Thread[] writers = new Thread[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
      byte[] record =
          (String.valueOf((char) ('a' + i)).repeat(RECORD - 1) + "\n")
              .getBytes(StandardCharsets.US_ASCII);
      writers[i] =
          startDaemon(
              "writer",
              () -> {
                for (int j = 0; j < RECORDS; j++) {
                  writer.write(record);
                }
              });
    }
    join(writers);
  }

  private static String wholeRecords(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      long whole =
          lines
              .filter(line -> line.length() == RECORD - 1 && line.chars().distinct().count() == 1)
              .count();
      return whole + " whole records of " + Files.size(file) / RECORD;
    }
  }

  private static String random(Path file) throws IOException {
    try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < 1_000; i++) {
        random.seek(8L * ((i * 7) % 1_000));
        random.writeInt(i);
        random.writeInt(-i);
      }
      long sum = 0;
      for (int i = 0; i < 1_000; i++) {
        random.seek(8L * i);
        sum += (long) i * random.readInt() + random.readInt();
      }
      random.setLength(10);
      return sum + " " + random.getFilePointer() + " " + random.length() + " " + random.read();
    }
  }

  private static String positions(Path file) throws Exception {
    byte[] data = Bytes.random(1 << 20, 3);
    Files.write(file, data);
    AtomicInteger good = new AtomicInteger();
    try (FileChannel channel = FileChannel.open(file)) {
      Thread[] readers = new Thread[WRITERS];
      for (int i = 0; i < WRITERS; i++) {
        int first = i * 1_000;
        readers[i] =
            startDaemon(
                "reader",
                () -> {
                  for (int j = 0; j < RECORDS; j++) {
                    ByteBuffer buffer = ByteBuffer.allocate(5_000);
                    int position = first + j * 20_000;
                    int count = channel.read(buffer, position);
                    ByteBuffer expected = ByteBuffer.wrap(data, position, count);
                    good.addAndGet(buffer.flip().equals(expected) ? 1 : 0);
                  }
                });
      }
      join(readers);
      return good + " at " + channel.position();
    }
  }

  private static String skip(Path file) throws IOException {
    Files.write(file, Bytes.random(10_000, 4));
    try (InputStream in = new FileInputStream(file.toFile())) {
      String before = in.available() + " " + in.skip(9_000) + " " + in.available();
      String beyond = in.skip(5_000) + " " + in.available() + " " + in.read();
      return before + " " + beyond + " " + in.skip(-14_000) + " " + Bytes.describe(in);
    }
  }

  private static String lines(Path file) throws IOException {
    Files.writeString(file, "one\ntwo\n");
    Files.writeString(file, "three\n", StandardOpenOption.APPEND);
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return in.readLine() + Files.readAllLines(file) + Files.readString(file).length();
    }
  }

  private static String folders() throws IOException {
    Path folder = Files.createTempDirectory("folders");
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    for (int i = 0; i < FILES; i++) {
      Files.write(deep.resolve("file" + i), content(i));
    }
    Path copy = Files.copy(deep.resolve("file9"), folder.resolve("copy"));
    Path moved = Files.move(copy, folder.resolve("a/moved"));
    String found = Files.mismatch(moved, deep.resolve("file9")) + " ";
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
    return found + all.size() + " " + Files.exists(folder);
  }

  /** One thread appends while another one reads what is there. */
  private static String follow(Path file) throws Exception {
    byte[] data = Bytes.random(200_000, 5);
    Thread writer =
        startDaemon(
            "writer",
            () -> {
              try (OutputStream out = new FileOutputStream(file.toFile())) {
                for (int i = 0; i < data.length; i += 1_000) {
                  out.write(data, i, 1_000);
                  Thread.yield();
                }
              }
            });
    byte[] read = new byte[data.length];
    int count = 0;
    try (InputStream in = new FileInputStream(file.toFile())) {
      while (count < data.length) {
        int n = in.read(read, count, data.length - count);
        if (n > 0) {
          count += n;
        } else {
          Thread.sleep(1);
        }
      }
    }
    join(writer);
    return Bytes.checksum(read) == Bytes.checksum(data) ? "the same" : "something else";
  }
}
