package io.greenloom.it.legacy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says hello and whether its threads are OS threads, which the system knows by name; ends with exit
 * code 3.
 */
public final class Hello {
  private Hello() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    System.out.println("hello " + String.join(" ", args).strip());
    boolean[] found = new boolean[1];
    Thread thread = new Thread(() -> found[0] = hasThread("hello-probe"), "hello-probe");
    thread.start();
    thread.join();
    System.out.println(found[0] ? "platform" : "green");
    System.exit(3);
  }

  static boolean hasThread(String name) {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).strip().equals(name)) {
          return true;
        }
      }
    } catch (IOException e) {
      System.out.println("cannot look: " + e);
    }
    return false;
  }
}
