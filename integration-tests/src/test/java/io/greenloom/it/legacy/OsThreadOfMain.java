package io.greenloom.it.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what the system calls the OS thread that runs main. */
public final class OsThreadOfMain {
  private OsThreadOfMain() {}

  /** Runs the program. */
  public static void main(String[] args) throws IOException {
    System.out.println(Files.readString(Path.of("/proc/thread-self/comm")).strip());
  }
}
