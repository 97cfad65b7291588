package io.greenloom.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Reads all files of a folder at once, each on a thread of its own. Prints one line of {@code
 * key=value} pairs; processor times under {@code /proc} come in steps of 10 ms.
 */
public final class FileReaders {
  /** How a thread reads a file. */
  private enum Read {
    STREAM {
      @Override
      long read(Path file, int buffer) throws IOException {
        byte[] bytes = new byte[buffer];
        long sum = 0;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
          int count;
          while ((count = in.read(bytes)) >= 0) {
            sum += count;
          }
        }
        return sum;
      }
    },

    CHANNEL {
      @Override
      long read(Path file, int buffer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(buffer);
        long sum = 0;
        try (FileChannel channel = FileChannel.open(file)) {
          int count;
          while ((count = channel.read(bytes.clear())) >= 0) {
            sum += count;
          }
        }
        return sum;
      }
    },

    ALL {
      @Override
      long read(Path file, int buffer) throws IOException {
        return Files.readAllBytes(file).length;
      }
    };

    /** Returns how many bytes there were. */
    abstract long read(Path file, int buffer) throws IOException;
  }

  private final ThreadSource source;
  private final Read read;
  private final int buffer;
  private final PeakThreads peakThreads = new PeakThreads();
  private final AtomicLong bytes = new AtomicLong();

  private FileReaders(Options options) {
    this.source = ThreadSource.of(options.text("--threads"));
    this.read = Read.valueOf(options.text("--read").toUpperCase(Locale.ROOT));
    this.buffer = options.number("--buffer");
  }

  /**
   * Runs the measurement.
   *
   * @param args {@code --threads platform|virtual --folder FOLDER --read stream|channel|all
   *     --buffer BYTES}
   * @throws InterruptedException never
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Options options = Options.of(args);
    FileReaders program = new FileReaders(options);
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(options.text("--folder")))) {
      files = all.sorted().toList();
    }
    String kind = program.source.kind();
    long pid = ProcessHandle.current().pid();
    long cpuBefore = ProcessSample.of(pid).cpuMicros();
    long start = System.nanoTime();
    program.readAll(files);
    double nanos = System.nanoTime() - start;
    double cpuMicros = ProcessSample.of(pid).cpuMicros() - cpuBefore;
    long expected = 0;
    for (Path file : files) {
      expected += Files.size(file);
    }
    if (program.bytes.get() != expected) {
      throw new IOException(program.bytes + " bytes instead of " + expected);
    }
    System.out.printf(
        "kind=%s wall_ms=%.1f cpu_ms=%.1f os_threads=%d%n",
        kind, nanos / 1e6, cpuMicros / 1e3, program.peakThreads.peak());
  }

  private void readAll(List<Path> files) throws InterruptedException, IOException {
    Thread[] threads = new Thread[files.size()];
    for (int i = 0; i < threads.length; i++) {
      Path file = files.get(i);
      threads[i] = source.unstarted(() -> readOne(file));
      threads[i].start();
    }
    peakThreads.join(threads);
  }

  private void readOne(Path file) {
    try {
      bytes.addAndGet(read.read(file, buffer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
