package io.greenloom.it.api;

import io.greenloom.Hub;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.management.ObjectName;

/** A program that puts another file in the place of each epoll instance, as no program should. */
public final class BrokenPollers {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Hubs that pause wait 10 ms each time. */
  private static final long MOST_ERRORS_PER_SECOND = 1_000;

  private BrokenPollers() {}

  /** Runs the program. */
  @SuppressWarnings("restricted") // foreign functions
  public static void main(String[] args) throws Throwable {
    System.out.println("before: " + Hub.internalErrors());
    Linker linker = Linker.nativeLinker();
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    MethodHandle eventfd =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("eventfd"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int other = (int) eventfd.invokeExact(0, 0);
    for (int fd : epollInstances()) {
      int ignored = (int) dup2.invokeExact(other, fd);
    }
    Thread sleeper = new Thread(BrokenPollers::sleepOften);
    sleeper.start();
    System.out.println("others go on: " + sleeper.join(Duration.ofSeconds(20)));
    long before = Hub.internalErrors();
    Thread.sleep(1_000);
    long count = Hub.internalErrors() - before;
    System.out.println("errors: " + (count > 0) + ", pauses: " + (count < MOST_ERRORS_PER_SECOND));
    System.out.println("dumped: " + Hub.dump().contains("Internal errors: "));
    Object attribute =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName("io.greenloom:type=Hub"), "InternalErrors");
    System.out.println("in the bean: " + ((long) attribute > 0));
  }

  private static void sleepOften() {
    for (int i = 0; i < 20; i++) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<Integer> epollInstances() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.filter(BrokenPollers::isEpoll)
          .map(path -> Integer.parseInt(path.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isEpoll(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("eventpoll");
    } catch (IOException e) {
      return false; // it is closed already
    }
  }
}
