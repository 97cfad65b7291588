package io.greenloom.it.legacy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A FIFO in a folder of its own, which goes when it is closed, and processes that use it. */
final class Fifo implements AutoCloseable {
  private final Path folder;
  private final Path path;

  Fifo() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("fifo");
    path = folder.resolve("fifo");
    Shell.run("mkfifo \"$0\"", path.toString());
  }

  Path path() {
    return path;
  }

  File file() {
    return path.toFile();
  }

  /** Starts a script that knows the FIFO as {@code $0}. */
  Process peer(String script) throws IOException {
    return Shell.start(script, path.toString());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
    Files.delete(folder);
  }
}
